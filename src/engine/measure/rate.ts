/** How many of some files were hit, and between what bounds the true rate lies (Wilson, 95 %). */
export interface Rate {
  readonly hits: number;
  readonly total: number;
  /** 0 to 1; null where there are no files. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The standard normal distribution's 97.5 % quantile. */
const Z = 1.959963984540054;

/** Wilson's score interval (E. B. Wilson, 1927): it holds for small numbers and for rates near 0 and 1, where the usual one does not. */
export function rateOf(hits: number, total: number): Rate {
  if (total === 0) return { hits, total, rate: null, low: null, high: null };
  const share = hits / total;
  const weight = (Z * Z) / total;
  const centre = (share + weight / 2) / (1 + weight);
  const spread = (Z * Math.sqrt((share * (1 - share)) / total + weight / (4 * total))) / (1 + weight);
  return {
    hits,
    total,
    rate: share,
    low: hits === 0 ? 0 : Math.max(0, centre - spread),
    high: hits === total ? 1 : Math.min(1, centre + spread),
  };
}

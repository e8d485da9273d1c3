import { updateOf } from './exchange-updates.js';

/** Days after which a product got no more updates, by product (Microsoft Lifecycle, "Exchange Server"). SE has none yet. */
const SUPPORTED_UNTIL: Readonly<Record<string, string>> = {
  '2010': '2020-10-13',
  '2013': '2023-04-11',
  '2016': '2025-10-14',
  '2019': '2025-10-14',
};
/** Last days of the periods in which who paid for it got extended updates for 2016 and 2019; the second one goes on. */
const EXTENDED: Readonly<Record<string, readonly string[]>> = { '2016': ['2026-04-14'], '2019': ['2026-04-14'] };

/** A server that ran on past the last updates that it had a right to. */
export interface SupportGap {
  readonly product: string;
  /** `2025-10-14`. */
  readonly endedOn: string;
  /** Extended updates were installed, up to a period that has ended. */
  readonly extended: boolean;
}

/**
 * Whether a build that is seen at a time gets no updates any more: the product's support has ended, and the build is none of the
 * extended updates of the period. Null where it does get them, or where the build is not known.
 * @param seen `2026-11-01…`, UTC ISO 8601
 */
export function supportGap(build: string, seen: string): SupportGap | null {
  const update = updateOf(build);
  const ended = update === null ? undefined : SUPPORTED_UNTIL[update.product];
  if (update === null || ended === undefined || seen.slice(0, 10) <= ended) return null;
  const product = `Exchange ${update.product}`;
  if (update.date <= ended) return { product, endedOn: ended, extended: false };
  const over = (EXTENDED[update.product] ?? []).filter((day) => seen.slice(0, 10) > day && update.date <= day);
  const [endedOn] = over;
  return endedOn === undefined ? null : { product, endedOn, extended: true };
}

/** `Exchange 2016 got no updates after 2025-10-14, and no extended one was installed: open to all that was found since`. */
export function supportText({ product, endedOn, extended }: SupportGap): string {
  return extended
    ? `Extended updates of ${product} that were installed ended on ${endedOn}: open to all that was found since`
    : `${product} got no updates after ${endedOn}, and no extended one was installed: open to all that was found since`;
}

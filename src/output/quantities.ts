const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in decimal units, three digits at most: `1.23 MB`. */
export function byteText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${UNITS[unit]}`;
}

/** `1 file`, `2 files`, `12,345 files`: the same in every locale. */
export function countText(count: number, thing: string): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${thing}${count === 1 ? '' : 's'}`;
}

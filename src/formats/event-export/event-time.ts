const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?\s*(Z|[+-]\d\d:?\d\d)?$/;
const MICROSOFT_JSON = /^\/Date\((\d{1,15})(?:[+-]\d{4})?\)\/$/;

/** A time of an export: in UTC where it tells its zone (or is known to be UTC), as it is shown otherwise. */
export function exportedTime(
  text: string,
  isUtc = false,
): { readonly time: string | null; readonly shownTime: string | null } {
  const shown = { time: null, shownTime: text === '' ? null : text };
  const milliseconds = MICROSOFT_JSON.exec(text)?.[1];
  if (milliseconds !== undefined) return utc(Number(milliseconds), null) ?? shown;
  const match = ZONED.exec(text.trim());
  const zone = match?.[4] ?? (isUtc ? 'Z' : null);
  if (!match || zone === null) return shown;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return utc(Date.parse(`${match[1]}T${match[2]}${offset}`), match[3] ?? '') ?? shown;
}

/** The fraction is kept as written: offsets are whole minutes. */
function utc(
  milliseconds: number,
  fraction: string | null,
): { readonly time: string; readonly shownTime: null } | null {
  if (!(milliseconds >= 0 && milliseconds < 253_402_300_800_000)) return null;
  const text = new Date(milliseconds).toISOString();
  return { time: fraction === null ? text : `${text.slice(0, 19)}${fraction}Z`, shownTime: null };
}

const LATEST = Date.UTC(10000, 0, 1);

/** UTC, ISO 8601; null outside the years 1970 to 9999. */
export function isoTime(milliseconds: number | null): string | null {
  if (milliseconds === null || !(milliseconds >= 0 && milliseconds < LATEST)) return null;
  return new Date(Math.floor(milliseconds)).toISOString();
}

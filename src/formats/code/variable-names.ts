/** Stands between the name of a variable and what tells it from others of that name. No code can spell it. */
export const MARK = '#';

/** A name as it stands in the code. */
export function plainName(name: string): string {
  const at = name.indexOf(MARK);
  return at < 0 ? name : name.slice(0, at);
}

/** What a variable goes by from a place on at which it gets another value. */
export function versionOf(name: string, number: number): string {
  return `${name}${MARK}v${number}`;
}

export function isVersion(name: string): boolean {
  return name.includes(`${MARK}v`);
}

/** A page that parameters of a cmdlet name, by a path of the server or a share of its drive. */
const PAGE =
  /(?:\\\\(?:[\w.-]{1,255})\\([a-z])\$|([a-z]):)(\\[^"'|<>*?\r\n]{1,400}\.(?:as[pmh]x?|ashx|asmx|cer|cshtml|svc|soap))\b/i;

/** The page that a cmdlet was told to write, as a path of the server itself; null where its parameters name none. */
export function writtenPage(parameters: string): string | null {
  const path = PAGE.exec(parameters);
  return path ? `${(path[1] ?? path[2] ?? 'C').toUpperCase()}:${path[3]}` : null;
}

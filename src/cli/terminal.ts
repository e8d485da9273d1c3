/** Colour on a terminal only, never against `NO_COLOR` (https://no-color.org), and where `FORCE_COLOR` asks for it. */
export function wantsColor(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  const forced = process.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0';
  return stream.isTTY && process.env['TERM'] !== 'dumb';
}

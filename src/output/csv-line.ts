/** What a spreadsheet would run: formulas, and what becomes one behind white space (OWASP, CSV injection). */
const FORMULA = /^[\s\u0000-\u001f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/** One line of CSV (RFC 4180) that no spreadsheet takes for more than text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const inert = FORMULA.test(text) ? `'${text}` : text;
  const quoted = /[",\r\n;\t']/.test(inert) || inert !== inert.trim();
  return quoted ? `"${inert.replaceAll('"', '""')}"` : inert;
}

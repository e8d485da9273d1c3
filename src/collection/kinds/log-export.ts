/** Columns of IIS logs, and of event logs, as letters only: exports write them with hyphens, underscores or neither. */
const REQUEST_COLUMNS = new Set(
  'csmethod csuristem csuriquery cip scstatus sip csusername csuseragent csreferer cshost scsubstatus scwin32status timetaken ssitename'.split(
    ' ',
  ),
);
const EVENT_COLUMNS = new Set(
  'eventid eventrecordid recordid recordnumber channel provider providername computer machinename timecreated timegenerated leveldisplayname'.split(
    ' ',
  ),
);
/** Columns that say when: many tables have them, so all of them together count as one column of requests. */
const TIME_COLUMNS = ['date', 'time', 'datetime', 'timestamp'];
const ENOUGH = 3;
const LONGEST_LINE = 4000;

/**
 * Whether a text is a table made of a log by a tool: a first line of columns (comma, semicolon, tab, bar), or objects of JSON, or
 * events as XML. A log with its directives is none.
 */
export function isLogExport(text: string): boolean {
  const start = text.slice(0, LONGEST_LINE).trimStart();
  if (/^(?:<\?xml[^>]{0,200}\?>\s{0,20})?<(?:Events?\b|Objs\b)/.test(start)) {
    return start.includes('schemas.microsoft.com/win/2004/08/events/event');
  }
  if (/^[[{]/.test(start))
    return isTable([...start.matchAll(/"([A-Za-z][\w() -]{0,40})"\s{0,8}:/g)].map((match) => match[1] ?? ''));
  const [line = ''] = start.split(/[\r\n]/, 1);
  return !line.startsWith('#') && isTable(line.split(/[,;\t|]/, 200));
}

function isTable(names: readonly string[]): boolean {
  const columns = new Set(names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, '')));
  const count = (known: ReadonlySet<string>) => [...columns].filter((column) => known.has(column)).length;
  const dated = TIME_COLUMNS.some((column) => columns.has(column)) ? 1 : 0;
  return count(REQUEST_COLUMNS) + dated >= ENOUGH || count(EVENT_COLUMNS) >= ENOUGH;
}

/** Columns of the first screen: what a terminal and a mail show without breaking lines. */
export const WIDTH = 100;

/** Text of at most `length` characters; of a longer one the middle is left out, since paths tell most at their ends. */
export function fitted(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.ceil((length - 1) * 0.6);
  return `${text.slice(0, length - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Text of at most `length` characters, of which the first are kept: a sentence tells most where it begins. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Text over as many lines as it needs, broken between words, each line behind its indent. */
export function wrapped(text: string, first: string, rest: string, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const joint = line === first || line === rest ? '' : ' ';
    if (line.length + joint.length + word.length > WIDTH && line.trim() !== first.trim()) {
      lines.push(line);
      line = rest + fitted(word, WIDTH - rest.length);
    } else line += joint + fitted(word, WIDTH - rest.length);
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const last = kept.pop() ?? '';
  return [...kept, `${last.length > WIDTH - 2 ? last.replace(/ \S*$/, '') : last} …`];
}

/** A time to the minute, for lines that many times stand in: `2022-11-05 02:11Z`. */
export function minuteText(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}Z`;
}

/** What stands behind the last separator of a path or URL. */
export function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

import type { AspxDocument, ServerBlock } from './aspx-document.js';

/** Longest beginning of a block, `<%` and spaces before `=`; UTF-16 units. */
const LONGEST_BEGINNING = 14;

/**
 * A page's text with all made spaces that its server passes on as it is: text between tags, scripts of browsers, comments. Server code,
 * directives, includes and tags stay where they are, as do ends of lines.
 */
export function withoutSentText({ text, directives, blocks }: AspxDocument): string {
  const source = text.text;
  const kept = [
    ...directives.map(({ start, end }) => ({ start, end })),
    ...blocks.map((block) => withMarks(source, block)),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  const markup = new Markup();
  const made: string[] = [];
  let at = 0;
  for (const { start, end } of kept) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    made.push(markup.onlyTags(source.slice(at, from)), source.slice(from, end));
    at = end;
  }
  made.push(markup.onlyTags(source.slice(at)));
  return made.join('');
}

/** A block with the `<%` and `%>` around it, where it has them. */
function withMarks(source: string, { start, end }: ServerBlock): Pick<ServerBlock, 'start' | 'end'> {
  const mark = source.slice(Math.max(0, start - LONGEST_BEGINNING), start).search(/<%[\s=$:#]*$/);
  return {
    start: mark < 0 ? start : Math.max(0, start - LONGEST_BEGINNING) + mark,
    end: source.startsWith('%>', end) ? end + 2 : end,
  };
}

type Inside = 'text' | 'tag' | 'comment' | 'script';

const BEGINS = /<(?:[a-z/!?])/gi;
const COMMENT = /^<!--(?!\s{0,20}#)/;
const ENDS: Readonly<Record<Exclude<Inside, 'text'>, RegExp>> = { tag: />/g, comment: /-->/g, script: /<\/script\b/gi };

/** Markup around server code, piece by piece: a tag, comment or script that a block stands in goes on behind it. */
class Markup {
  #inside: Inside = 'text';
  #opensScript = false;

  onlyTags(piece: string): string {
    const made: string[] = [];
    for (let at = 0; at < piece.length; ) {
      const inside = this.#inside;
      const end = inside === 'text' ? this.#begin(piece, at) : this.#end(piece, at, inside);
      made.push(inside === 'tag' ? piece.slice(at, end) : blank(piece.slice(at, end)));
      at = end;
    }
    return made.join('');
  }

  /** Where the next tag or comment begins. */
  #begin(piece: string, at: number): number {
    const begin = find(BEGINS, piece, at)?.index;
    if (begin === undefined) return piece.length;
    this.#inside = COMMENT.test(piece.slice(begin, begin + 30)) ? 'comment' : 'tag';
    this.#opensScript = /^<script\b/i.test(piece.slice(begin, begin + 8));
    return begin;
  }

  /** Where what was begun ends. */
  #end(piece: string, at: number, inside: Exclude<Inside, 'text'>): number {
    const end = find(ENDS[inside], piece, at);
    if (end === null) return piece.length;
    this.#inside = inside === 'tag' && this.#opensScript ? 'script' : 'text';
    return inside === 'script' ? end.index : end.index + end[0].length;
  }
}

function find(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

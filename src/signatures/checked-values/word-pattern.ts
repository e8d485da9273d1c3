/** Characters of which a text that matches a pattern is made, from the narrowest on. */
type Characters = 'word' | 'name' | 'figures';

const WORD = /^[\w-]$/;
/** Beside those of words, what names of files and hosts have, and what separates no command from another. */
const NAME = /^[\w.:@,-]$/;

/**
 * What all of a text is made of where it matches a regular expression; null where the expression says nothing of the whole text, or lets
 * in what ends a command, a path or a text.
 */
export function charactersOf(pattern: string): Characters | null {
  const whole = /^(?:\^|\\A)(.*?)(?:\$|\\z|\\Z)$/s.exec(pattern);
  const body = whole?.[1];
  if (body === undefined || body.endsWith('\\')) return null;
  const reader = new PatternReader(body);
  return reader.read() ? reader.characters : isOfFigures(body) ? 'figures' : null;
}

/** One list of digits, blanks and what computes with numbers, however often. */
function isOfFigures(body: string): boolean {
  const list = /^\[((?:[^\]\\^]|\\.)+)\](?:[+*]|\{\d+(?:,\d*)?\})?$/.exec(body)?.[1];
  return list !== undefined && /^-?(?:0-9|\\[ds+*/.,()%-]|[0-9+*/.,()% ])+-?$/.test(list);
}

/** Reads what patterns of names are made of: characters, lists of characters, groups. */
class PatternReader {
  characters: Characters = 'word';
  private at = 0;
  private level = 0;

  constructor(private readonly body: string) {}

  read(): boolean {
    while (this.at < this.body.length) if (!this.part()) return false;
    return this.level === 0;
  }

  private part(): boolean {
    const c = this.body.charAt(this.at++);
    switch (c) {
      case '(':
        this.level++;
        if (this.body.startsWith('?:', this.at)) this.at += 2;
        return this.body.charAt(this.at) !== '?';
      case ')':
        return --this.level >= 0;
      case '|':
        // Outside of a group, either side would be bound at one end only.
        return this.level > 0;
      case '[':
        return this.list();
      case '\\':
        return this.escape();
      case '{': {
        const close = this.body.indexOf('}', this.at);
        if (close < 0 || !/^\d+(?:,\d*)?$/.test(this.body.slice(this.at, close))) return false;
        this.at = close + 1;
        return true;
      }
      case '+':
      case '*':
      case '?':
        return true;
      case '.':
      case '^':
      case '$':
        return false;
      default:
        return this.add(c);
    }
  }

  private add(c: string): boolean {
    if (WORD.test(c)) return true;
    this.characters = 'name';
    return NAME.test(c);
  }

  private escape(): boolean {
    const c = this.body.charAt(this.at++);
    if (c === 'w' || c === 'd') return true;
    return !/[a-z0-9]/i.test(c) && this.add(c);
  }

  private list(): boolean {
    if (this.body.charAt(this.at) === '^') return false;
    for (let first = true; this.at < this.body.length; first = false) {
      const c = this.body.charAt(this.at++);
      if (c === ']' && !first) return true;
      if (c === '\\') {
        if (!this.escape()) return false;
      } else if (c === '-' && !first && this.body.charAt(this.at) !== ']') {
        const from = this.body.charAt(this.at - 2);
        const to = this.body.charAt(this.at++);
        if (!/^(?:[a-z][a-z]|[A-Z][A-Z]|[0-9][0-9])$/.test(from + to)) return false;
      } else if (!this.add(c)) return false;
    }
    return false;
  }
}

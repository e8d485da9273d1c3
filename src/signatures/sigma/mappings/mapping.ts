import {
  ACTIVE_SYNC_PARTS,
  type ActiveSyncPart,
  activeSyncPart,
} from '../../../formats/active-sync/active-sync-query.js';
import type { LogSource } from '../ast.js';
import { FieldText, type FieldValues, type SigmaRecord } from '../field-values.js';

/**
 * How fields of Sigma's taxonomy are found in the columns of a log. Declarations only: one table for each log format.
 * What several formats need is in `bindMapping`.
 */
export interface FieldMapping {
  readonly name: string;
  /** What the records are; rules of another log source do not apply. */
  readonly logSource: LogSource;
  readonly fields: readonly MappedField[];
  /** Variants of columns that no field of the table names. */
  readonly otherColumns: readonly Variant[];
  /** Columns that derived texts are made of. */
  readonly parts: Readonly<Record<'stem' | 'query' | 'host' | 'date' | 'time', readonly string[]>>;
  /** Variants of the joined URI that keywords are searched in, too. */
  readonly joinedKeywords: readonly Variant[];
  /** The text that stands for null. */
  readonly nullText: string;
  /** Taxonomy name of a column that the table does not know, such as `cs-x` of `cs(X)`. */
  fieldOfColumn(column: string): string;
}

/** One field and where it comes from. */
export interface MappedField {
  /** All names that mean this field, the taxonomy's first. */
  readonly names: readonly string[];
  /** Columns by name, the first that is logged counts. */
  readonly columns: readonly string[];
  /** A text made of columns instead of a single one. */
  readonly derived?: DerivedText;
  /** The field as logged is one of its variants always; these come in addition. */
  readonly variants: readonly Variant[];
  /** Presence tests look at the columns alone, though texts are searched in the derived text, too. */
  readonly joins?: DerivedText;
}

/** `percent-decoded`: %XX escapes read once, as UTF-8. `plus-as-space`: `+` read as a space. `no-zone`: `%zone` cut off. */
export type Variant = 'percent-decoded' | 'plus-as-space' | 'no-zone';

/**
 * `uri`: stem, and `?query` where there is one. `url`: the same, also with the host before it where that is logged.
 * `extension`: of the stem, without its dot. `timestamp`: date and time as ISO 8601. `activesync-…`: what the query of a request of
 * ActiveSync tells.
 */
export type DerivedText = 'uri' | 'url' | 'extension' | 'timestamp' | `activesync-${ActiveSyncPart}`;

/** A mapping for one set of columns. */
export interface BoundMapping {
  /** Undefined where no logged column has the field. */
  field(name: string): BoundField | undefined;
  /** Every column, and what is joined of several, in a stable order: keywords are searched in them. */
  readonly keywords: readonly BoundField[];
}

/** A field of one set of columns. Its values depend on the cells of `inputs` alone. */
export interface BoundField {
  readonly inputs: readonly number[];
  /** The column that its raw value is, but for null; null where it is made of columns. */
  readonly logged: number | null;
  /** Cells as logged, by column; undefined where the line is too short. */
  read(cells: readonly (string | undefined)[]): FieldValues | undefined;
}

/** A record of cells. Fields are read once. */
export function cellRecord(bound: BoundMapping, cells: readonly (string | undefined)[]): SigmaRecord {
  const known = new Map<string, FieldValues | undefined>();
  return {
    field(name) {
      if (!known.has(name)) known.set(name, bound.field(name)?.read(cells));
      return known.get(name);
    },
    keywords() {
      const variants = bound.keywords.flatMap((field) => field.read(cells)?.variants ?? []);
      return { variants, raw: variants, isNull: false };
    },
  };
}

/** Finds a mapping's fields in the columns of a header, such as those of `#Fields`. */
export function bindMapping(mapping: FieldMapping, columns: readonly string[]): BoundMapping {
  const places = new Map<string, number>();
  for (const [i, column] of columns.entries())
    if (!places.has(column.toLowerCase())) places.set(column.toLowerCase(), i);
  const place = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const at = places.get(name.toLowerCase());
      if (at !== undefined) return at;
    }
    return undefined;
  };
  const binder = new Binder(mapping, place);
  const fields = new Map<string, BoundField | undefined>();
  for (const field of mapping.fields) {
    const bound = binder.bind(field);
    for (const name of field.names) fields.set(name, bound);
  }
  const keywords: BoundField[] = [];
  for (const [i, column] of columns.entries()) {
    const variants = mapping.fields.find((field) =>
      field.columns.some((name) => name.toLowerCase() === column.toLowerCase()),
    );
    const bound = binder.column(i, variants?.variants ?? mapping.otherColumns);
    keywords.push(bound);
    const name = mapping.fieldOfColumn(column);
    for (const each of [column, name]) if (!fields.has(each) && place(column) === i) fields.set(each, bound);
  }
  const joined = binder.derived('uri', mapping.joinedKeywords);
  if (joined && joined.inputs.length > 1) keywords.push(joined);
  return { field: (name) => fields.get(name), keywords };
}

type Cells = readonly (string | undefined)[];

class Binder {
  constructor(
    readonly mapping: FieldMapping,
    readonly place: (...names: readonly string[]) => number | undefined,
  ) {}

  bind(field: MappedField): BoundField | undefined {
    if (field.derived) return this.derived(field.derived, field.variants);
    const at = this.place(...field.columns);
    if (at === undefined) return undefined;
    const own = this.column(at, field.variants);
    const joined = field.joins && this.derived(field.joins, field.variants);
    if (!joined) return own;
    return {
      inputs: [...new Set([...own.inputs, ...joined.inputs])].sort((a, b) => a - b),
      logged: at,
      read: (cells) => {
        const values = own.read(cells);
        if (!values) return undefined;
        return { ...values, variants: distinct([...values.variants, ...(joined.read(cells)?.variants ?? [])]) };
      },
    };
  }

  column(at: number, variants: readonly Variant[]): BoundField {
    return { inputs: [at], logged: at, read: (cells) => this.#values(cells[at], cells[at], variants) };
  }

  derived(text: DerivedText, variants: readonly Variant[]): BoundField | undefined {
    const { parts } = this.mapping;
    if (text === 'timestamp') {
      return this.#made(
        [this.place(...parts.date), this.place(...parts.time)],
        ([date, time]) => date && time && `${date}T${time}Z`,
        variants,
      );
    }
    const stem = this.place(...parts.stem);
    if (text === 'extension') {
      return this.#made([stem], ([path]) => /\.([^./]*)$/.exec(path ?? '')?.[1], variants);
    }
    const query = this.place(...parts.query);
    const part = ACTIVE_SYNC_PARTS.find((one) => text === `activesync-${one}`);
    if (part !== undefined) {
      return this.#made(
        [stem, query],
        ([path = '', search = '']) => activeSyncPart(path, search, part) ?? undefined,
        variants,
      );
    }
    const join = ([path, search]: Cells): string | undefined =>
      (path ?? '') + (search === undefined ? '' : `?${search}`) || undefined;
    const uri = this.#made([stem, query], join, variants);
    const host = text === 'url' ? this.place(...parts.host) : undefined;
    if (!uri || host === undefined) return uri;
    const url = this.#made([host, stem, query], ([server, ...rest]) => server && server + (join(rest) ?? ''), variants);
    return {
      inputs: url?.inputs ?? uri.inputs,
      logged: null,
      read: (cells) => {
        const values = uri.read(cells);
        return values && { ...values, variants: distinct([...values.variants, ...(url?.read(cells)?.variants ?? [])]) };
      },
    };
  }

  /** A field whose text is made of cells, the first of which must be logged. Null texts are given as undefined. */
  #made(
    columns: readonly (number | undefined)[],
    make: (cells: Cells) => string | undefined,
    variants: readonly Variant[],
  ): BoundField | undefined {
    const [first] = columns;
    if (first === undefined) return undefined;
    return {
      inputs: columns.filter((at) => at !== undefined).sort((a, b) => a - b),
      logged: null,
      read: (cells) => {
        const own = columns.map((at) =>
          at === undefined || cells[at] === this.mapping.nullText ? undefined : cells[at],
        );
        return this.#values(cells[first], make(own) ?? this.mapping.nullText, variants);
      },
    };
  }

  /** Values of a cell's text; the cell itself says whether the field is there. */
  #values(cell: string | undefined, text: string | undefined, variants: readonly Variant[]): FieldValues | undefined {
    if (cell === undefined || text === undefined) return undefined;
    if (text === this.mapping.nullText) return { variants: [], raw: [], isNull: true };
    const all = variantsOf(text, variants);
    return { variants: all, raw: all.slice(0, 1), isNull: false };
  }
}

/** A field for each thing that the query of a request of ActiveSync tells: `eas-device` and the like. */
export const ACTIVE_SYNC_FIELDS: readonly MappedField[] = ACTIVE_SYNC_PARTS.map((part) => ({
  names: [`eas-${part}`],
  columns: [],
  derived: `activesync-${part}`,
  variants: [],
}));

/** The text itself first, then what each variant (and all of them together) makes of it, where that differs. */
function variantsOf(text: string, variants: readonly Variant[]): FieldText[] {
  const texts = [text];
  for (const variant of variants) {
    for (const each of [...texts]) {
      const changed = applyVariant(each, variant);
      if (!texts.includes(changed)) texts.push(changed);
    }
  }
  return texts.map((each) => new FieldText(each));
}

function applyVariant(text: string, variant: Variant): string {
  switch (variant) {
    case 'percent-decoded':
      return text.includes('%') ? percentDecoded(text) : text;
    case 'plus-as-space':
      return text.includes('+') ? text.replaceAll('+', ' ') : text;
    case 'no-zone':
      return text.replace(/%.*$/s, '');
  }
}

/** Reads `%XX` escapes once. Bytes that are no UTF-8 become U+FFFD; what is no escape stays. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function distinct(texts: readonly FieldText[]): FieldText[] {
  const known = new Set<string>();
  return texts.filter(({ text }) => !known.has(text) && known.add(text));
}

import type { ExchangeCsvRecord, ExchangeLogHeader } from '../../../formats/exchange-csv/exchange-csv-reader.js';
import type { LogSource } from '../ast.js';
import { type FieldValues, fieldValues, pathValues, type SigmaRecord } from '../field-values.js';
import { exchangeMapping } from '../mappings/exchange.js';
import { type BoundField, type BoundMapping, bindMapping } from '../mappings/mapping.js';
import { type CmdletRun, cmdletFields, cmdletOfRecord } from './cmdlet.js';
import { CMDLET, exchangeLogSource } from './log-source.js';
import { mailboxField } from './mailbox.js';

/** Texts of one field whose values are kept, and the longest of them. */
const KNOWN_TEXTS = 2048;
const KNOWN_LENGTH = 256;

/**
 * Records of one of Exchange's CSV logs as rules see them, one after another. Cells are decoded when a rule asks for them; those
 * of cmdlets have the fields `Cmdlet`, `Parameters`, `User` and `Result`, too; those of requests `Account` and `Mailbox`.
 */
export class ExchangeRecord implements SigmaRecord {
  #header: ExchangeLogHeader | null = null;
  #source: LogSource | null = null;
  #bound: BoundMapping = bindMapping(exchangeMapping, []);
  #record: ExchangeCsvRecord | null = null;
  readonly #cells: (string | undefined)[] = [];
  #known = new Map<BoundField, Map<string, FieldValues>>();
  #cmdlet: CmdletRun | null | undefined;
  #derived: ReadonlyMap<string, string> | null = null;

  /** Takes the next record; what the one before gave out is not valid any more. */
  set(record: ExchangeCsvRecord): void {
    this.#record = record;
    this.#cmdlet = undefined;
    this.#derived = null;
    if (record.header !== this.#header) {
      this.#header = record.header;
      this.#source = exchangeLogSource(record.header.kind);
      this.#bound = bindMapping(exchangeMapping, record.header.columns?.names ?? []);
      this.#known = new Map();
      this.#cells.length = record.header.columns?.names.length ?? 0;
    }
    this.#cells.fill(undefined);
  }

  get logSource(): LogSource {
    if (this.#source === null) throw new Error('There is no record yet');
    return this.#source;
  }

  get cmdlet(): CmdletRun | null {
    if (this.#cmdlet === undefined) {
      const asked = this.#record !== null && this.#source?.category === CMDLET;
      this.#cmdlet = asked && this.#record ? cmdletOfRecord(this.#record) : null;
    }
    return this.#cmdlet;
  }

  field(name: string): FieldValues | undefined {
    if (this.#source?.category === CMDLET && this.cmdlet) {
      this.#derived ??= cmdletFields(this.cmdlet);
      const derived = this.#derived.get(name);
      if (derived !== undefined) return pathValues([derived]);
    }
    const bound = this.#bound.field(name);
    if (!bound) return name === 'Account' || name === 'Mailbox' ? this.#mailbox(name) : undefined;
    const [input = -1] = bound.inputs;
    const text = bound.inputs.length === 1 ? this.#cell(input) : undefined;
    if (text === undefined || text.length > KNOWN_LENGTH) {
      for (const each of bound.inputs) this.#cell(each);
      return bound.read(this.#cells);
    }
    return this.#valuesOf(bound, text);
  }

  #mailbox(name: 'Account' | 'Mailbox'): FieldValues | undefined {
    const value = this.#record === null ? null : mailboxField(this.#record, name);
    return value === null ? undefined : fieldValues([value]);
  }

  /** Values of a single cell: methods, states and agents come again and again. */
  #valuesOf(bound: BoundField, text: string): FieldValues | undefined {
    let known = this.#known.get(bound);
    if (!known || known.size >= KNOWN_TEXTS) {
      known = new Map();
      this.#known.set(bound, known);
    }
    let values = known.get(text);
    if (values === undefined) {
      values = bound.read(this.#cells);
      if (values !== undefined) known.set(text, values);
    }
    return values;
  }

  keywords(): FieldValues {
    const variants = this.#bound.keywords.flatMap((field) => {
      for (const input of field.inputs) this.#cell(input);
      return field.read(this.#cells)?.variants ?? [];
    });
    return { variants, raw: variants, isNull: false };
  }

  #cell(at: number): string | undefined {
    this.#cells[at] ??= this.#record?.cell(at);
    return this.#cells[at];
  }
}

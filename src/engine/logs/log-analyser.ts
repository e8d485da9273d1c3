import { isOtherLog, RECOGNISED_BYTES, recogniseLog } from '../../formats/log-file/recognise-log.js';
import { Utf8Converter } from '../../formats/log-file/utf8-chunks.js';
import type { LogFormat } from '../../formats/log-line/log-reader.js';
import { literalOf } from './clients/actor-tally.js';
import { ClientNames } from './clients/client-names.js';
import type { FileAnalysis } from './file-analysis.js';
import { type AnalyserOptions, FilePass, type LogToRead } from './file-pass.js';
import type { Followed } from './clients/followed.js';
import { planLiterals } from './kernel/literal-plan.js';
import { LogKernel } from './kernel/log-kernel.js';
import { NamesInLog } from './clients/names-in-log.js';

/** So much is looked through for a log behind NULs or garbage. */
const GARBAGE_BYTES = 16 << 20;

/** Reads logs one after another, each in one pass. Holds the kernel's memory. */
export class LogAnalyser {
  readonly #options: AnalyserOptions;
  readonly #kernel: LogKernel;
  #clients: ClientNames;
  #names: NamesInLog;
  /** Whom the literals are of; null: none are planned. */
  #planned: string | null = null;

  constructor(options: AnalyserOptions) {
    this.#options = options;
    this.#clients = new ClientNames(options.own);
    this.#names = new NamesInLog(this.#clients);
    this.#kernel = new LogKernel(
      (_, pointer, length) => {
        const text = Buffer.from(this.#kernel.bytes.subarray(pointer, pointer + length)).toString('latin1');
        return this.#clients.add(text);
      },
      {
        newClientName: (start, end, forwarded, forwardedEnd) =>
          this.#names.client(this.#lines, start, end, forwarded, forwardedEnd),
        newAccountName: (start, end) => this.#names.account(this.#lines, start, end),
      },
    );
  }

  /** The line buffer. */
  get #lines(): Buffer {
    const { bytes, buffer } = this.#kernel;
    return Buffer.from(bytes.buffer, buffer);
  }

  /** Reads one log. */
  async analyse(source: LogToRead): Promise<FileAnalysis> {
    this.#clients = new ClientNames(this.#options.own, source.proxies);
    this.#names = new NamesInLog(this.#clients);
    let pass: FilePass | null = null;
    let head: Uint8Array = new Uint8Array(0);
    let bytes = 0;
    // Where the next bytes that may tell the format begin: a crash, or whoever wrote over it, can leave anything before them.
    let looked = 0;
    const start = (isWhole: boolean): FilePass | null => {
      let format: LogFormat | null = source.range ? 'w3c' : null;
      let sample: Uint8Array = new Uint8Array(0);
      do {
        const part = head.subarray(looked, looked + RECOGNISED_BYTES);
        sample = Buffer.concat([...new Utf8Converter().convert(part)].map((chunk) => chunk.bytes));
        format ??= recogniseLog(sample);
        if (format !== null || isOtherLog(sample) || looked >= GARBAGE_BYTES) break;
        looked += RECOGNISED_BYTES / 2;
        if (!isWhole && head.length - looked < RECOGNISED_BYTES) return null;
      } while (looked < head.length);
      if (format !== null) this.#plan(sample, source.followed ?? []);
      const started = new FilePass(source, format, this.#kernel, this.#options, this.#clients, this.#names);
      started.push(head);
      return started;
    };
    for await (const chunk of source.chunks) {
      bytes += chunk.length;
      if (pass) pass.push(chunk);
      else {
        head = Buffer.concat([head, chunk]);
        if (head.length - looked >= RECOGNISED_BYTES) pass = start(false);
      }
      if (pass && pass.format === null) break;
    }
    pass ??= start(true);
    if (pass === null) throw new Error('A log that is whole has to be started');
    return pass.finish(bytes);
  }

  /** The first log with something in it tells which parts of the literals are rare. */
  #plan(sample: Uint8Array, followed: readonly Followed[]): void {
    const whom = JSON.stringify(followed);
    if (this.#planned === whom) return;
    const { index, prefilter } = this.#options;
    const wanted = followed.map(literalOf);
    const literals = followed.length > 0 ? [...new Set(wanted.filter((one) => one !== null))] : index.literals;
    const every = followed.length > 0 ? wanted.includes(null) : index.always.length > 0;
    this.#kernel.setLiterals(planLiterals(literals, sample), prefilter === false || every);
    this.#planned = whom;
  }
}

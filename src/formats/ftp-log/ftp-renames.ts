import type { FtpRecord } from './ftp-log-reader.js';

/** Sessions whose last name is kept; the oldest is given up. */
const MAXIMUM_SESSIONS = 4096;

/** What a client of FTP wants of a file, and its name. */
interface Command {
  readonly verb: string;
  readonly path: string;
}

/**
 * Tells of each command that gives a file a new name what it was called before: RNFR and RNTO are two lines of one session (RFC 959,
 * 4.1.3), and so are the SITE commands with which servers copy.
 */
export class FtpRenames {
  readonly #from = new Map<string, string>();

  /** The name before, where this command gives another and was answered with success; else null. */
  take(record: FtpRecord): string | null {
    const { verb, path } = commandOf(record);
    const session = cell(record, 'x-session') ?? cell(record, 'c-ip') ?? '';
    if (verb === 'RNFR' || verb === 'CPFR') {
      const [oldest] = this.#from.keys();
      if (this.#from.size >= MAXIMUM_SESSIONS && oldest !== undefined) this.#from.delete(oldest);
      this.#from.set(session, path);
      return null;
    }
    if (verb !== 'RNTO' && verb !== 'CPTO') return null;
    const from = this.#from.get(session) ?? null;
    if (!/^2/.test(cell(record, 'sc-status') ?? '')) return null;
    this.#from.delete(session);
    return from;
  }
}

/** `SITE CPTO /x` is logged with the name behind the command that it carries. */
function commandOf(record: FtpRecord): Command {
  const verb = cell(record, 'cs-method')?.toUpperCase() ?? '';
  const path = cell(record, 'cs-uri-stem') ?? '';
  if (verb !== 'SITE') return { verb, path };
  const [, carried = '', rest = ''] = /^(\w{4})(?:\+|%20)(.*)$/.exec(path) ?? [];
  return { verb: carried.toUpperCase(), path: rest };
}

function cell({ columns, cells }: FtpRecord, name: string): string | null {
  const value = cells[columns.indexOf(name)];
  return value === undefined || value === '-' ? null : value;
}

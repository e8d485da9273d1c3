/** What the query of a request of ActiveSync tells, and what the back end of Exchange noted in it of how the request went. */
export interface ActiveSyncQuery {
  /** `Sync`, `Provision` and the like. */
  readonly command: string | null;
  /** As the device writes it: `example\anna`, `anna@example.test`. */
  readonly user: string | null;
  readonly deviceId: string | null;
  readonly deviceType: string | null;
  /** Notes of the server by their identifiers (`As`, `Error`, `PrxFrom`), each with its first value. Empty in front of the back end. */
  readonly log: ReadonlyMap<string, string>;
}

/** Commands by their numbers ([MS-ASHTTP] 2.2.1.1.1.1.2). */
const COMMANDS = [
  'Sync',
  'SendMail',
  'SmartForward',
  'SmartReply',
  'GetAttachment',
  ...Array<string>(4).fill(''),
  'FolderSync',
  'FolderCreate',
  'FolderDelete',
  'FolderUpdate',
  'MoveItems',
  'GetItemEstimate',
  'MeetingResponse',
  'Search',
  'Settings',
  'Ping',
  'ItemOperations',
  'Provision',
  'ResolveRecipients',
  'ValidateCert',
  'Find',
] as const;

/** Entries of one bag; real ones have some thirty. */
const MAXIMUM_ENTRIES = 256;
const NO_LOG: ReadonlyMap<string, string> = new Map();

/**
 * Reads the query of a request to `/Microsoft-Server-ActiveSync`, with or without its question mark: as text, or in the short form of
 * base64 that devices send. Null where it is neither. Never throws.
 * Source: [MS-ASHTTP] 2.2.1.1.1; Microsoft, "Understanding Exchange ActiveSync Reporting Services" (the bag `Log=`: entries parted by
 * `_`, letters with digits behind them, or with a colon and an escaped text).
 */
export function readActiveSyncQuery(query: string): ActiveSyncQuery | null {
  const text = query.startsWith('?') ? query.slice(1) : query;
  const { cmd, user, deviceid, devicetype, log } = partsOf(text);
  const bag = log === undefined ? NO_LOG : bagOf(log);
  if (cmd === undefined && deviceid === undefined) {
    const short = shortQuery(text.split('&', 1)[0] ?? '');
    return short && { ...short, log: bag };
  }
  const value = (part: string | undefined) => unescaped(part ?? '') || null;
  return {
    command: value(cmd),
    user: value(user),
    deviceId: value(deviceid),
    deviceType: value(devicetype),
    log: bag,
  };
}

/** Parts that are looked at, the first of each name, whatever its case. */
interface QueryParts {
  cmd?: string;
  user?: string;
  deviceid?: string;
  devicetype?: string;
  log?: string;
}

/** Every phone asks every few minutes, so that this is done for many lines: nothing is made of the other parts. */
function partsOf(text: string): QueryParts {
  const parts: QueryParts = {};
  for (let start = 0, end = 0; start <= text.length; start = end + 1) {
    end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    const at = text.indexOf('=', start);
    // What comes behind has no name either.
    if (at < 0) break;
    const name = at < end ? NAMES.get(text.slice(start, at).toLowerCase()) : undefined;
    if (name !== undefined) parts[name] ??= text.slice(at + 1, end);
  }
  return parts;
}

const NAMES: ReadonlyMap<string, keyof QueryParts> = new Map(
  (['cmd', 'user', 'deviceid', 'devicetype', 'log'] as const).map((name) => [name, name]),
);

/** `V141_Fid:5_Ty:Em_SC1:200_PrxFrom:10.0.0.5_As:AllowedG_Mbx:EX01.example.test_Error:DeviceIsBlockedForThisUser_`. */
function bagOf(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const entry of text.split('_', MAXIMUM_ENTRIES)) {
    const [, name = '', value = ''] =
      /^([A-Za-z]\w{0,40}):(.*)$/s.exec(entry) ?? /^([A-Za-z]{1,20})(\d{1,20})$/.exec(entry) ?? [];
    if (name !== '' && !entries.has(name)) entries.set(name, unescaped(value));
  }
  return entries;
}

/** Version, command, language (two bytes), then the device's id, the key of its policy and its type, each behind its length. */
function shortQuery(text: string): Omit<ActiveSyncQuery, 'log'> | null {
  const plain = unescaped(text);
  if (!/^[A-Za-z0-9+/_-]{16,1024}={0,2}$/.test(plain)) return null;
  const bytes = Buffer.from(plain, 'base64');
  const command = COMMANDS[bytes[1] ?? 255];
  let at = 4;
  const next = (): Buffer | null => {
    const size = bytes[at] ?? 0;
    const value = bytes.subarray(at + 1, at + 1 + size);
    at += 1 + size;
    return value.length === size && size <= 64 ? value : null;
  };
  const [device, policy, type] = [next(), next(), next()];
  if (!command || device === null || device.length === 0 || policy === null || type === null) return null;
  const isWord = /^[\x21-\x7e]+$/;
  const [id, kind] = [device.toString('latin1'), type.toString('latin1')];
  if (!isWord.test(kind)) return null;
  return { command, user: null, deviceId: isWord.test(id) ? id : device.toString('hex'), deviceType: kind };
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const PARTS = {
  command: ({ command }) => command,
  user: ({ user }) => user,
  device: ({ deviceId }) => deviceId,
  'device-type': ({ deviceType }) => deviceType,
  folder: ({ log }) => log.get('Fid') ?? null,
  'folder-type': ({ log }) => log.get('Ty') ?? null,
  state: ({ log }) => log.get('As') ?? null,
  error: ({ log }) => log.get('Error') ?? null,
  status: ({ log }) => log.get('SC1') ?? null,
  'mailbox-server': ({ log }) => log.get('Mbx') ?? null,
  'relayed-by': ({ log }) => log.get('PrxFrom') ?? null,
} as const satisfies Readonly<Record<string, (query: ActiveSyncQuery) => string | null>>;

/**
 * One thing that such a query tells. `state`: whether the server lets the device in (`AllowedG`, `BlockedU`, `QuarantinedD`, …),
 * whatever HTTP answers; `status`: the answer of HTTP that the back end gave; `relayed-by`: the address of the front end.
 */
export type ActiveSyncPart = keyof typeof PARTS;

export const ACTIVE_SYNC_PARTS = Object.keys(PARTS).filter((name): name is ActiveSyncPart => name in PARTS);

/** Those that the short form tells, too. */
export const ACTIVE_SYNC_SHORT_PARTS = [
  'command',
  'device',
  'device-type',
] as const satisfies readonly ActiveSyncPart[];

/** Whether a query, with or without its question mark, may be in the short form. Never false where it is. */
export function mayBeShortQuery(query: string): boolean {
  return /^\??[A-Za-z0-9+/_%-]{16,}[=%3Dd]*(?:&|$)/.test(query);
}

/** A part of the query of a request to this path; null where it is none of ActiveSync or tells nothing of it. */
export function activeSyncPart(path: string, query: string, part: ActiveSyncPart): string | null {
  if (!/microsoft-server-activesync/i.test(path)) return null;
  // Rules ask for one part after the other of the same query.
  if (query !== latest.query) latest = { query, read: readActiveSyncQuery(query) };
  return latest.read && PARTS[part](latest.read);
}

let latest: { readonly query: string | null; readonly read: ActiveSyncQuery | null } = { query: null, read: null };

import type { RecordEvidence } from './finding.js';

type Fields = RecordEvidence['fields'];

/** Fields of records, whatever log they are of, by what they say. The first one that a record has and that is not empty counts. */
const ROLES = {
  /** The address that asked. */
  client: [
    'c-ip',
    'ClientIpAddress',
    'ClientIPAddress',
    'ClientIP',
    'client-ip',
    'original-client-ip',
    'cIp',
    'IpAddress',
    'ClientIp',
  ],
  /** The account that asked, as the log writes it. */
  account: [
    'cs-username',
    'AuthenticatedUser',
    'User',
    'UserKey',
    'SubjectUserName',
    'UPN',
    'user',
    'sender-address',
    'P1FromAddress',
  ],
  /** What was asked for or done. */
  subject: ['cs-uri-stem', 'Cmdlet', 'UrlStem', 'SoapAction', 'Operation', 'EventId', 'EventID', 'event-id'],
  /** How it was answered. */
  answer: ['sc-status', 'BackEndStatus', 'HttpStatus', 'ExecutionResult', 'HttpStatusCode', 'ScanResult', 'Result'],
  /** What the client calls itself. */
  agent: ['cs(User-Agent)', 'cs(user-agent)', 'UserAgent', 'ClientInfo', 'ClientSoftware'],
} as const;

export type RecordRole = keyof typeof ROLES;

/** What a record says in a role, null where it says nothing. */
export function roleOf(fields: Fields, role: RecordRole): string | null {
  for (const name of ROLES[role]) {
    const value = fields[name];
    if (value != null && value !== '' && value !== '-') return value;
  }
  return null;
}

/** The names of the fields that can say it, the usual one first. */
export function fieldsOf(role: RecordRole): readonly string[] {
  return ROLES[role];
}

/** The SID of who ran a cmdlet: a column of CmdletInfra, the fourth value of an event of MSExchange Management. */
export function sidOf(fields: Fields): string | null {
  const sid = fields['ExecutingUserSid'] ?? (fields['Cmdlet'] == null ? null : fields['Data[3]']);
  return sid != null && /^S-1-5-21-[\d-]+$/.test(sid) ? sid : null;
}

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const WHOLE = new RegExp(`^\\{?(${GUID})\\}?$`, 'i');
const NAMED = new RegExp(`(?:cafeReqId|ActivityId|ACTID)[=:]\\s?\\{?(${GUID})`, 'gi');
/** Columns that are a number of a request, and those that have one by name. */
const ID_COLUMNS = ['RequestId', 'CorrelationGuid', 'ActivityID'];
/** A number and the shortest of their names. */
const SHORTEST_ID = 'ACTID='.length + 36;
const ID_TEXTS = ['cs-uri-query', 'UrlQuery', 'Data[23]'];
/** Fields that may hold one. */
export const ID_FIELDS: readonly string[] = [...ID_COLUMNS, ...ID_TEXTS, 'EventData'];

/** Texts that are too short for one are let be: most are. */
function idsNamed(text: string | null | undefined): string[] {
  if (text == null || text.length < SHORTEST_ID) return [];
  return [...text.matchAll(NAMED)].flatMap(([, id]) => id ?? []);
}

/**
 * Numbers that Exchange gave the request of a record, lower case (exchange-logs-and-evtx.md A.3): its front end appends
 * `cafeReqId` to the query, so that of several the last one counts; a client may have sent the others.
 */
export function requestIdsOf(fields: Fields): string[] {
  const ids: string[] = [];
  for (const name of ID_COLUMNS) {
    const text = fields[name];
    const id = text ? WHOLE.exec(text)?.[1] : undefined;
    if (id !== undefined) ids.push(id);
  }
  for (const name of ID_TEXTS) {
    const last = idsNamed(fields[name]).at(-1);
    if (last !== undefined) ids.push(last);
  }
  // A client writes what stands behind these keys of ECP's logs.
  if (fields['EventData']) ids.push(...idsNamed(fields['EventData'].split(/;(?:S:)?(?:URL|EX)=/)[0]));
  if (ids.length === 0) return [];
  return [...new Set(ids.map((id) => id.toLowerCase()))].filter((id) => !/^[0-]+$/.test(id));
}

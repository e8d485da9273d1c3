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

import { isIP } from 'node:net';
import type { Finding, RecordEvidence } from '../../model/finding.js';
import { fieldsOf, roleOf } from '../../model/record-roles.js';
import { fileNameOf, folderOf } from '../../platform/windows-path.js';
import { evidenceText } from '../text/finding-text.js';
import { plain } from './plain-text.js';
import { exportTime } from './times.js';

/** Values of one kind that a finding is exported with. */
const MOST_VALUES = 50;
const LONGEST_ACCOUNT = 256;

export interface RequestFacts {
  readonly method: string | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly status: number | null;
  readonly agent: string | null;
}

export interface FileFacts {
  /** Without its folder. */
  readonly name: string;
  /** As on the server, else as in the collection. */
  readonly path: string;
  readonly folder: string | null;
  readonly sha256: string | null;
  readonly size: number | null;
  readonly created: string | null;
  readonly modified: string | null;
}

/** What a finding says in terms that other tools have fields for, all of it made safe. */
export interface FindingFacts {
  /** Addresses, each one that can be parsed; without a zone. */
  readonly clients: readonly string[];
  readonly accounts: readonly string[];
  /** Of the first record that is of a request. */
  readonly request: RequestFacts | null;
  readonly file: FileFacts | null;
  readonly evidence: readonly string[];
}

export function factsOfFinding(finding: Finding): FindingFacts {
  const records = finding.evidence.filter((item) => item.type === 'record');
  return {
    clients: clientsOf(finding, records),
    accounts: accountsOf(finding, records),
    request: requestOf(finding, records),
    file: fileOf(finding),
    evidence: finding.evidence.slice(0, MOST_VALUES).map((item) => plain(evidenceText(item))),
  };
}

function clientsOf({ message: { data } }: Finding, records: readonly RecordEvidence[]): string[] {
  const addresses = [...listOf(data['client']), ...listOf(data['clients'])].flatMap((text) => addressOf(text) ?? []);
  return [...new Set([...addresses, ...records.flatMap((record) => clientOfRecord(record) ?? [])])].slice(
    0,
    MOST_VALUES,
  );
}

/** The address that a record names, null where it names none that is one. */
export function clientOfRecord({ fields }: RecordEvidence): string | null {
  return addressOf(roleOf(fields, 'client') ?? '');
}

function addressOf(text: string): string | null {
  const address = text.replace(/%.*$/s, '');
  return isIP(address) === 0 ? null : address;
}

function accountsOf({ message: { data } }: Finding, records: readonly RecordEvidence[]): string[] {
  const named = [
    ...listOf(data['accounts']).map((text) => plain(text, LONGEST_ACCOUNT)),
    ...records.flatMap((record) => accountOfRecord(record) ?? []),
  ];
  return [...new Set(named)].slice(0, MOST_VALUES);
}

/** The account that a record names, as its log writes it. */
export function accountOfRecord({ fields }: RecordEvidence): string | null {
  const account = roleOf(fields, 'account');
  return account === null ? null : plain(account, LONGEST_ACCOUNT);
}

function listOf(value: Finding['message']['data'][string] | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value : [];
}

const STEMS = ['cs-uri-stem', 'UrlStem'];
const QUERIES = ['cs-uri-query', 'UrlQuery'];
const METHODS = ['cs-method', 'Method'];

function requestOf({ artifact }: Finding, records: readonly RecordEvidence[]): RequestFacts | null {
  for (const record of records) {
    const request = requestOfRecord(record);
    if (request !== null) return request;
  }
  return artifact.url === null
    ? null
    : { method: null, path: plain(artifact.url), query: null, status: null, agent: null };
}

/** The request that a log record is of, null where it is of none. */
export function requestOfRecord({ fields }: RecordEvidence): RequestFacts | null {
  const path = firstValue(fields, STEMS);
  if (path === null) return null;
  const status = Number(firstValue(fields, fieldsOf('answer')));
  return {
    method: plainOrNull(firstValue(fields, METHODS)),
    path: plain(path),
    query: plainOrNull(firstValue(fields, QUERIES)),
    status: Number.isInteger(status) && status >= 100 && status < 1000 ? status : null,
    agent: plainOrNull(roleOf(fields, 'agent')),
  };
}

function firstValue(fields: RecordEvidence['fields'], names: readonly string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : null;
    if (value != null && value !== '' && value !== '-') return value;
  }
  return null;
}

function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text);
}

function fileOf({ artifact }: Finding): FileFacts | null {
  const { windowsPath, collectedPath, sha256, size, times } = artifact;
  const whole = windowsPath ?? collectedPath;
  if (whole === null || whole === '') return null;
  const path = plain(whole);
  return {
    name: fileNameOf(path) || path,
    path,
    folder: folderOf(path) || null,
    sha256,
    size,
    created: exportTime(times?.created ?? null),
    modified: exportTime(times?.modified ?? null),
  };
}

import { isObject } from '../../platform/objects.js';
import { fileNameOf, folderOf } from '../../platform/windows-path.js';
import type { Indicator } from '../indicators.js';
import { uuidFrom } from './stable-id.js';

/** Namespace of the ids of STIX Cyber-observable Objects (STIX 2.1 §2.9). */
const OBSERVABLES = '00abedb4-aa42-466c-9c01-fed23315a9b7';

/**
 * The id of an observable: UUIDv5 over the canonical JSON (RFC 8785) of the properties that make it what it is. Of digests one
 * counts.
 */
export function observableId(type: string, contributing: object): string {
  return `${type}--${uuidFrom(canonical(contributing), OBSERVABLES)}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
}

/** A pattern that finds an indicator (STIX 2.1 §9). */
export function stixPattern(type: Indicator['type'], value: string): string {
  const text = (of: string) => `'${of.replace(/[\\']/g, '\\$&')}'`;
  const request = "network-traffic:extensions.'http-request-ext'";
  switch (type) {
    case 'ip':
      return `[${value.includes(':') ? 'ipv6-addr' : 'ipv4-addr'}:value = ${text(value)}]`;
    case 'sha256':
      return `[file:hashes.'SHA-256' = ${text(value)}]`;
    case 'url-path':
      return `[${request}.request_value = ${text(value)}]`;
    case 'user-agent':
      return `[${request}.request_header.'User-Agent' = ${text(value)}]`;
    case 'file-path': {
      const folder = folderOf(value);
      const name = `file:name = ${text(fileNameOf(value))}`;
      return folder === '' ? `[${name}]` : `[${name} AND file:parent_directory_ref.path = ${text(folder)}]`;
    }
    case 'account':
      return `[user-account:account_login = ${text(value)}]`;
    case 'iis-module':
    case 'name':
      return `[software:name = ${text(value)}]`;
  }
}

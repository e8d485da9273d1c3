import { type ArtifactKind, kindFacts } from '../../model/artifact-kind.js';
import { fileNameOf } from '../../platform/windows-path.js';
import type { ContentFacts } from './content-facts.js';
import { kindOfExport } from './export-names.js';
import { formatOfName } from './file-formats.js';
import {
  hasServerExtension,
  hasWebExtension,
  hidesServerExtension,
  isModulePlace,
  isOddPlace,
  isWebPlace,
} from '../served/web-places.js';

/** Two decisions: what reads a file as what it is, and whether it is scanned for code, whatever it is. */
export interface Classified {
  readonly kind: ArtifactKind;
  readonly carriesCode: boolean;
  /** Code in it may be quoted: a text of a kind that no server runs, where nothing is known to serve it or take it in. */
  readonly quotesCode?: true;
}

export interface Classifiable {
  readonly name: string;
  /** Null where it could not be restored. */
  readonly windowsPath: string | null;
  /** Names of the folders as collected, for what they tell where there is no Windows path. */
  readonly collectedPath: string;
  readonly facts: ContentFacts;
  readonly served: Served;
  /** An archive of which all members are files of the collection as well. */
  readonly isOpened?: boolean;
}

/** What a server's collected configuration says that it serves, and its pages that they take in. Lower case throughout. */
export interface Served {
  /** Folders, each with a final backslash. */
  readonly folders: ReadonlySet<string>;
  /** Extensions that a handler executes, without the dot. */
  readonly extensions: ReadonlySet<string>;
  /** Files that pages include and links point to. */
  readonly files: ReadonlySet<string>;
}

export const NOTHING_SERVED: Served = { folders: new Set(), extensions: new Set(), files: new Set() };

/** Paths of folders that a configuration serves are shorter. */
const LONGEST_FOLDER = 4096;
const IIS_LOG_NAME = /^(?:u_)?(?:ex|in|nc)\d{4,10}(?:_x)?\.log$|^u_extend\d+(?:_x)?\.log$/;
const HTTPERR_NAME = /^httperr\d*\.log$/;
const IIS_LOG_FOLDER = /\\w3svc\d*\\[^\\]+\.log$/;
const FTP_LOG_FOLDER = /\\(?:ms)?ftpsvc\d*\\[^\\]+\.log$/;
const SMTP_LOG_FOLDER = /\\(?:smtp|nntp)svc\d*\\[^\\]+\.log$/;
const EXCHANGE_LOG_FOLDER = /\\exchange server\\v1\d\\(?:logging|transportroles\\logs)\\.*\.log$/;
const LOG_PLACE =
  /\\(?:w3svc|ftpsvc|msftpsvc|smtpsvc|nntpsvc)\d*\\[^\\]+$|\\logfiles\\|\\v1\d\\(?:logging|transportroles\\logs)\\|\\winevt\\logs\\|\\exchangesetuplogs\\/;
const WEB_CONFIG_NAME = /web(?:config)?\d*\.config$/;
const IIS_CONFIG_NAME = /^(?:administration|redirection|machine|aspnet)\.config$|clrconfig\.config$/;
const IIS_CONFIG_FOLDER =
  /\\inetsrv\\config\\(?:[^\\]+\.config|schema\\[^\\]+\.xml)$|\\microsoft\.net\\framework(?:64)?\\[^\\]+\\config\\[^\\]+\.config$/;
const RECYCLED = /\\\$recycle\.bin\\[^\\]+\\\$i[a-z0-9]{6}(?:\.[^\\]*)?$/;
const TASK_FOLDER = /\\(?:system32|syswow64)\\tasks(?:_migrated)?\\/;

/** What a container holds may look like code without being any of the server's. */
const CONTAINERS: ReadonlySet<ArtifactKind> = new Set(['pe', 'archive']);

/** Told by bytes that nothing else has, whatever the name. */
const RECORDS: ReadonlySet<ArtifactKind> = new Set(['event-log', 'registry-hive', 'file-system-record']);

interface Place {
  readonly name: string;
  /** Lower case, with backslashes; begins with one where there is no Windows path. */
  readonly path: string;
  readonly facts: ContentFacts;
  /** A web server serves, compiles or loads from there. */
  readonly isServed: boolean;
  readonly isNowhere: boolean;
  /** By its extension, a page or handler that the server runs. */
  readonly isExecuted: boolean;
  readonly isOpened: boolean;
}

/** Decides once what a file is, by its path and, where that does not tell or lies, by what its bytes told, and whether it is scanned. */
export function classify(file: Classifiable): Classified {
  const name = file.name.toLowerCase();
  const path = windowsPathOf(file);
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const isIncluded = file.served.files.has(path);
  const place: Place = {
    name,
    path,
    facts: file.facts,
    isServed: isIncluded || isServedPlace(path, file.served.folders),
    isNowhere: file.windowsPath === null,
    isExecuted:
      hasServerExtension(name) ||
      (file.served.extensions.has(extension) && !CONTAINERS.has(file.facts.kind ?? 'other')),
    isOpened: file.isOpened === true && file.facts.beginsAsArchive === true,
  };
  const kind = kindOf(place);
  return { kind, carriesCode: isScanned(kind, place), ...(isQuoting(place) && { quotesCode: true }) };
}

export function windowsPathOf({
  windowsPath,
  collectedPath,
}: Pick<Classifiable, 'windowsPath' | 'collectedPath'>): string {
  return (windowsPath ?? `\\${collectedPath.replaceAll('/', '\\')}`).toLowerCase();
}

export function isServedPlace(path: string, servedFolders: ReadonlySet<string>): boolean {
  if (isWebPlace(path)) return true;
  if (servedFolders.size === 0) return false;
  for (let end = path.indexOf('\\'); end >= 0 && end < LONGEST_FOLDER; end = path.indexOf('\\', end + 1)) {
    if (servedFolders.has(path.slice(0, end + 1))) return true;
  }
  return false;
}

/** Whether a log lies where its server puts it, or has such a log's name, or nothing tells where it lay; but not where pages lie. */
export function isLogPlace(path: string, isNowhere: boolean): boolean {
  if (LOG_PLACE.test(path)) return true;
  const name = fileNameOf(path);
  return !isWebPlace(path) && (isNowhere || IIS_LOG_NAME.test(name) || HTTPERR_NAME.test(name));
}

function kindOf(place: Place): ArtifactKind {
  const { name, path, facts, isServed, isNowhere, isExecuted } = place;
  if (RECYCLED.test(path)) return 'recycled-file';
  // What a web server would run is that, whatever it looks like: a page may begin like a log or an archive.
  if (isExecuted) return 'web-content';
  if (facts.kind && CONTAINERS.has(facts.kind)) return facts.kind;
  const isLog = facts.kind !== null && kindFacts(facts.kind).grows === true;
  if (isServed && facts.code !== 'none' && !(isLog && isLogPlace(path, isNowhere) && !facts.codeByItself)) {
    return configurationKind(name, path, facts) ?? 'web-content';
  }
  if (isLog && facts.kind) return (isServiceLog(facts.kind) ? serviceByFolder(path) : null) ?? facts.kind;
  if (facts.kind && (kindFacts(facts.kind).reader === null || RECORDS.has(facts.kind)) && facts.kind !== 'log-export')
    return facts.kind;
  const configuration = configurationKind(name, path, facts);
  if (configuration) return configuration;
  if (hidesServerExtension(name)) return 'web-content';
  const isText = facts.kind !== null && TEXTS.has(facts.kind);
  if (facts.code === 'strong' && !isText) return 'web-content';
  const log = logKindByName(name, path);
  if (log) return log;
  if (TASK_FOLDER.test(path)) return 'scheduled-task';
  if (facts.kind && facts.kind !== 'other' && facts.kind !== 'system-information') return facts.kind;
  if (isServed && !isBrokenArchive(place)) return 'web-content';
  if (facts.kind) return facts.kind;
  return kindByName(path, isNowhere) ?? 'other';
}

/** Among a server's own files anything may be called like an export. */
function kindByName(path: string, isNowhere: boolean): ArtifactKind | null {
  return formatOfName(path) ?? (isNowhere ? kindOfExport(path) : null);
}

/** What is called an archive and is none that is known may be a part of one, or encrypted: nothing looks into it, and that is said. */
function isBrokenArchive({ path, facts }: Place): boolean {
  return facts.isOpaque === true && formatOfName(path) === 'archive';
}

/** Texts that may quote code. */
const TEXTS: ReadonlySet<ArtifactKind> = new Set([
  'registry-export',
  'persistence-export',
  'scheduled-task',
  'health-report',
]);

function isScanned(kind: ArtifactKind, place: Place): boolean {
  const { name, path, facts, isServed, isNowhere, isExecuted, isOpened } = place;
  if (isServed || isExecuted || hidesServerExtension(name)) return true;
  // Pages that lie in it unpacked are scanned as what they are.
  if (kind === 'archive' && isOpened) return false;
  if (kind === 'web-content' || isConfigurationKind(kind) || name.endsWith('.config')) return true;
  if (kind === 'pe') return isNowhere || isModulePlace(path);
  if (facts.code === 'strong' || facts.codeByItself) {
    // A log holds what was asked of the server, attacks among it.
    const isLog = kindFacts(kind).grows === true || kind === 'event-log';
    if (!isLog || facts.codeByItself || !isLogPlace(path, isNowhere)) return true;
  }
  const isNamed = facts.kind === null && isNowhere && kindOfExport(path) === kind;
  if (kind !== 'other' && kind !== 'system-information' && !isNamed) return false;
  return facts.code !== 'none' || ((isNowhere || isOddPlace(path)) && hasWebExtension(name));
}

/** What people and programs write down, with the endings under which old states are kept. */
const WRITTEN =
  /\.(?:txt|md|rst|ps[md]?1|py|sh|ya?ml|rules?|data|conf|ini|toml|log|jsonl?|csv|tsv|xml|nasl|nse|yara?|sig)(?:\.(?:bak|old|orig|\d{1,3}))*$/;
/** Below the folder of a drive, as disks are copied: what lies in none may come from anywhere. */
const DRIVE = /(?:^|\\)[a-z](?::|%3a)?\\/;

function isQuoting({ name, path, isServed, isExecuted, isNowhere }: Place): boolean {
  if (isServed || isExecuted || hidesServerExtension(name) || !WRITTEN.test(name)) return false;
  return !isNowhere || DRIVE.test(path);
}

const CONFIGURATION: ReadonlySet<ArtifactKind> = new Set([
  'web-config',
  'application-host-config',
  'iis-config',
  'agents-config',
  'compiled-page',
]);

function isConfigurationKind(kind: ArtifactKind): boolean {
  return CONFIGURATION.has(kind);
}

function isServiceLog(kind: ArtifactKind): boolean {
  return kind === 'iis-log' || kind === 'ftp-log' || kind === 'smtp-log';
}

/** One format serves several services of IIS; the folder tells which. */
function serviceByFolder(path: string): ArtifactKind | null {
  if (IIS_LOG_FOLDER.test(path)) return 'iis-log';
  if (FTP_LOG_FOLDER.test(path)) return 'ftp-log';
  return SMTP_LOG_FOLDER.test(path) ? 'smtp-log' : null;
}

function configurationKind(name: string, path: string, facts: ContentFacts): ArtifactKind | null {
  if (facts.kind === 'compiled-page' || name.endsWith('.compiled')) return 'compiled-page';
  if (name === 'web.config') return 'web-config';
  if (facts.kind === 'application-host-config' || /(?:^|[^a-z])applicationhost\d*\.config$/.test(name)) {
    return 'application-host-config';
  }
  if (facts.kind === 'agents-config' || /^(?:fet)?agents\.config$/.test(name)) return 'agents-config';
  if (IIS_CONFIG_NAME.test(name) || IIS_CONFIG_FOLDER.test(path)) return 'iis-config';
  return WEB_CONFIG_NAME.test(name) ? 'web-config' : null;
}

function logKindByName(name: string, path: string): ArtifactKind | null {
  if (HTTPERR_NAME.test(name)) return 'httperr-log';
  const service = serviceByFolder(path);
  if (service) return service;
  if (IIS_LOG_NAME.test(name)) return 'iis-log';
  return EXCHANGE_LOG_FOLDER.test(path) ? 'exchange-log' : null;
}

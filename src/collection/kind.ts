import type { ArtifactKind } from '../model/artifact.js';
import type { ContentFacts } from './content-facts.js';
import {
  hasServerExtension,
  hasWebExtension,
  hidesServerExtension,
  isModulePlace,
  isOddPlace,
  isWebPlace,
} from './web-places.js';

export interface Classified {
  readonly kind: ArtifactKind;
  readonly carriesCode: boolean;
}

export interface Classifiable {
  readonly name: string;
  /** Null where it could not be restored. */
  readonly windowsPath: string | null;
  /** Names of the folders as collected, for what they tell where there is no Windows path. */
  readonly collectedPath: string;
  readonly facts: ContentFacts;
  /** Lower-case folders, each with a final backslash, that the collected IIS configuration serves. */
  readonly webFolders: readonly string[];
}

const IIS_LOG_NAME = /^(?:u_)?(?:ex|in|nc)\d{4,10}(?:_x)?\.log$|^u_extend\d+(?:_x)?\.log$/;
const HTTPERR_NAME = /^httperr\d*\.log$/;
const IIS_LOG_FOLDER = /\\(?:w3svc|ftpsvc|msftpsvc)\d*\\[^\\]+\.log$/;
const EXCHANGE_LOG_FOLDER = /\\exchange server\\v1\d\\(?:logging|transportroles\\logs)\\.*\.log$/;
const WEB_CONFIG_NAME = /web(?:config)?\d*\.config$/;
const IIS_CONFIG_NAME = /^(?:administration|redirection|machine|aspnet)\.config$|clrconfig\.config$/;
const IIS_CONFIG_FOLDER =
  /\\inetsrv\\config\\(?:[^\\]+\.config|schema\\[^\\]+\.xml)$|\\microsoft\.net\\framework(?:64)?\\[^\\]+\\config\\[^\\]+\.config$/;
const TASK_FOLDER = /\\(?:system32|syswow64)\\tasks(?:_migrated)?\\/;

const LOGS: ReadonlySet<ArtifactKind> = new Set(['iis-log', 'httperr-log', 'exchange-log', 'event-log']);

/** Decides once what a file is: by its path and, where that does not tell or lies, by what its first bytes told. */
export function classify(file: Classifiable): Classified {
  const name = file.name.toLowerCase();
  const path = (file.windowsPath ?? `\\${file.collectedPath.replaceAll('/', '\\')}`).toLowerCase();
  const { facts } = file;
  const inWebPlace = isWebPlace(path) || file.webFolders.some((folder) => path.startsWith(folder));
  const nowhere = file.windowsPath === null;

  // What a web server would run is that, whatever it looks like: a page may begin like a log or an archive.
  if (hasServerExtension(name)) return { kind: 'web-content', carriesCode: true };
  if (facts.kind && LOGS.has(facts.kind)) return { kind: facts.kind, carriesCode: false };
  if (facts.kind === 'pe') return { kind: 'pe', carriesCode: inWebPlace || nowhere || isModulePlace(path) };
  if (facts.kind === 'archive') return { kind: 'archive', carriesCode: inWebPlace || facts.code === 'strong' };

  const kind = configurationKind(name, path, facts);
  if (kind) return { kind, carriesCode: true };
  if (hidesServerExtension(name)) return { kind: 'web-content', carriesCode: true };
  if (facts.code === 'strong') return { kind: 'web-content', carriesCode: true };
  const log = logKindByName(name, path);
  if (log) return { kind: log, carriesCode: false };
  if (TASK_FOLDER.test(path)) return { kind: 'scheduled-task', carriesCode: inWebPlace };
  const listing = facts.kind === 'system-information';
  if (facts.kind && facts.kind !== 'other' && !listing) return { kind: facts.kind, carriesCode: inWebPlace };
  if (inWebPlace) return { kind: 'web-content', carriesCode: true };
  const readable = facts.kind !== 'other' && (nowhere || isOddPlace(path)) && hasWebExtension(name);
  return {
    kind: listing ? 'system-information' : 'other',
    carriesCode: readable || facts.code !== 'none' || name.endsWith('.config'),
  };
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
  if (IIS_LOG_NAME.test(name) || IIS_LOG_FOLDER.test(path)) return 'iis-log';
  if (name.endsWith('.evtx')) return 'event-log';
  return EXCHANGE_LOG_FOLDER.test(path) ? 'exchange-log' : null;
}

import type { Artifact } from '../model/artifact.js';
import type { ArtifactTimes } from '../model/finding.js';
import type { ContentFacts } from './kinds/content-facts.js';
import type { Discovered } from './walking/discovered.js';
import { kindOfExport } from './kinds/export-names.js';
import { type Classified, classify, type Served } from './kinds/kind.js';
import { locationOf } from './provisional-artifact.js';
import type { RestoredFile } from './placing/restore-paths.js';
import type { CollectedFile } from './walking/tree.js';
import { hasServerExtension } from './served/web-places.js';

/** What is known of a file beside the file itself. */
export interface Circumstances {
  readonly restored: RestoredFile;
  readonly host: string | null;
  readonly times: ArtifactTimes | null;
  readonly served: Served;
  /** An archive of which all members are artifacts as well. */
  readonly isOpened: boolean;
}

/** An artifact from all that was found out about a file. Its `id` is not final. */
export function artifactOf({ file, facts, gzip, closed }: Discovered, circumstances: Circumstances): Artifact {
  const { restored, host, times, served, isOpened } = circumstances;
  // What the server knew it as: collectors escape names, or make up their own.
  const own = restored.windowsPath?.slice(restored.windowsPath.lastIndexOf('\\') + 1) ?? file.name;
  const name = gzip ? withoutGz(own) : own;
  const path = gzip && restored.windowsPath ? withoutGz(restored.windowsPath) : restored.windowsPath;
  const inside = classify({ name, windowsPath: path, collectedPath: file.collectedPath, facts, served, isOpened });
  const isUnpacked = gzip !== null && inside.kind !== 'other' && inside.kind !== 'archive';
  const classified =
    special(file, restored, facts, closed) ?? (gzip && !isUnpacked ? { ...inside, kind: 'archive' } : inside);
  const unpacked = isUnpacked && classified === inside ? gzip : null;
  const member = unpacked ? ({ format: 'gzip', name, index: 0 } as const) : file.member;
  return {
    id: 0,
    ...classified,
    host,
    collectedPath: file.collectedPath,
    // What lies packed on a server is no page or module there; a log is, packed or not, the log of its folder.
    windowsPath:
      restored.inArchive && !classified.kind.endsWith('-log') ? null : unpacked ? path : restored.windowsPath,
    location: locationOf(file, member),
    size: unpacked ? unpacked.size : file.size,
    times,
    carriesCode: classified.carriesCode,
    ...(file.attributes ? { attributes: file.attributes } : {}),
    ...(file.linkTarget === undefined ? {} : { linkTarget: file.linkTarget }),
  };
}

/** Files whose content does not count, because it is not theirs, cannot be had, or is the collector's. */
function special(file: CollectedFile, restored: RestoredFile, facts: ContentFacts, closed: boolean): Classified | null {
  if (file.type === 'link') return { kind: 'link', carriesCode: false };
  if (closed) return { kind: 'other', carriesCode: false };
  const name = file.name.toLowerCase();
  return restored.isRecord && !isTable(facts) && !isListing(name, facts) && isRecord(name, facts)
    ? { kind: 'collector-record', carriesCode: false }
    : null;
}

/** What a collector was asked about the server, such as rows of its file system, is among its results. */
function isTable({ kind }: ContentFacts): boolean {
  return kind === 'file-system-record' || kind === 'event-log';
}

/** What it listed of the services and tasks, too, by content or by name. */
function isListing(name: string, { kind }: ContentFacts): boolean {
  return kind === 'persistence-export' || (kind === null && kindOfExport(name) === 'persistence-export');
}

/** Not what only has the name and the place of one: tables quote code, but do not hold it in lines of its own. */
function isRecord(name: string, { code, codeByItself }: ContentFacts): boolean {
  if (hasServerExtension(name) || codeByItself) return false;
  return code !== 'strong' || /\.(?:json|csv|index|idx)$/.test(name);
}

function withoutGz(name: string): string {
  return name.replace(/\.gz$/i, '');
}

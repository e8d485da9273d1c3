import type { Collection } from '../../collection/collect.js';
import { dayInFileName, dayOf } from '../../formats/log-line/line-time.js';
import type { Artifact } from '../../model/artifact.js';
import { type ArtifactKind, kindFacts } from '../../model/artifact-kind.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { OpenQuestion } from '../../model/finding.js';
import type { ServerRole } from '../../model/server.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { ServerConfiguration } from '../../server/configuration/server-configuration.js';
import { openQuestions } from '../../server/open-questions.js';
import { serverRoles } from '../../server/server-roles.js';

/** What a collection holds of its servers, before anything is judged. The shape of `inspect collection --json`. */
export interface CollectionInspection {
  /** Folders that are arranged as a collector does it, and the server that its record names. */
  readonly layouts: readonly { readonly path: string; readonly layout: string; readonly host: string | null }[];
  readonly hosts: readonly InspectedHost[];
  /** What could not be read, or is worth knowing of how it was found. */
  readonly notes: readonly CoverageNote[];
}

export interface InspectedHost {
  readonly host: string | null;
  readonly drives: readonly string[];
  readonly roles: readonly ServerRole[];
  readonly files: number;
  readonly bytes: number;
  readonly kinds: readonly InspectedKind[];
  readonly logs: readonly LogFolder[];
  /** What could not be answered, and what to collect for it. */
  readonly questions: readonly OpenQuestion[];
}

export interface InspectedKind {
  readonly kind: ArtifactKind;
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** Something here reads them. */
  readonly isRead: boolean;
}

/** Logs of one folder whose names tell their days. */
export interface LogFolder {
  readonly folder: string;
  readonly first: string;
  readonly last: string;
  readonly files: number;
  /** Days between them of which there is no log: the first ones, and how many there are. */
  readonly missing: readonly string[];
  readonly missingCount: number;
}

const DAY_MS = 86_400_000;
const NAMED_DAYS = 10;
/** Days that logs of one folder are apart: more is a name that is no date. */
const LONGEST_PERIOD = 20_000;

export function inspectCollection(
  { artifacts, hosts, origins, notes }: Collection,
  configurations: ReadonlyMap<string | null, ServerConfiguration>,
): CollectionInspection {
  const byHost = groupBy(artifacts, ({ host }) => host);
  const named: readonly (string | null)[] = [...hosts, ...(byHost.has(null) || hosts.length === 0 ? [null] : [])];
  return {
    layouts: origins,
    hosts: named.map((host) => inspectHost(host, byHost.get(host) ?? [], configurations.get(host) ?? null)),
    notes,
  };
}

function inspectHost(
  host: string | null,
  artifacts: readonly Artifact[],
  configuration: ServerConfiguration | null,
): InspectedHost {
  const drives = new Set(
    artifacts.flatMap(({ windowsPath }) => /^[A-Za-z]:/.exec(windowsPath ?? '')?.[0].toUpperCase() ?? []),
  );
  const kinds = [...groupBy(artifacts, ({ kind }) => kind)].map(([kind, of]): InspectedKind => {
    const { name, reader } = kindFacts(kind);
    return { kind, name, files: of.length, bytes: bytesOf(of), isRead: reader !== null };
  });
  return {
    host,
    drives: [...drives].sort(compareText),
    roles: serverRoles({ artifacts, configuration }),
    files: artifacts.length,
    bytes: bytesOf(artifacts),
    kinds: kinds.sort((a, b) => compareText(a.kind, b.kind)),
    logs: logFoldersOf(artifacts),
    questions: openQuestions({ host, artifacts, configuration }),
  };
}

function bytesOf(artifacts: readonly Artifact[]): number {
  return artifacts.reduce((sum, { size }) => sum + size, 0);
}

function logFoldersOf(artifacts: readonly Artifact[]): LogFolder[] {
  const dated = artifacts.flatMap(({ kind, windowsPath, collectedPath }) => {
    const path = windowsPath ?? collectedPath;
    const day = kindFacts(kind).grows === true ? dayIn(path) : null;
    return day === null ? [] : [{ folder: path.replace(/[\\/][^\\/]*$/, ''), day }];
  });
  return [...groupBy(dated, ({ folder }) => folder)]
    .map(([folder, logs]) =>
      logFolder(
        folder,
        logs.map(({ day }) => day).sort((a, b) => a - b),
      ),
    )
    .sort((a, b) => compareText(a.folder, b.folder));
}

function logFolder(folder: string, days: readonly number[]): LogFolder {
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  const known = new Set(days);
  const missing: number[] = [];
  for (let day = first; day <= Math.min(last, first + LONGEST_PERIOD); day++) if (!known.has(day)) missing.push(day);
  return {
    folder,
    first: dayText(first),
    last: dayText(last),
    files: days.length,
    missing: missing.slice(0, NAMED_DAYS).map(dayText),
    missingCount: missing.length,
  };
}

/** Days since 1970, of `u_ex210303.log`, `HttpProxy_2021030304-1.LOG` and the like; null where the name tells none. */
function dayIn(path: string): number | null {
  const name = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
  const match = /(?:^|\D)(20\d\d)-?(\d\d)-?(\d\d)(?:\d\d)?(?:\D|$)/.exec(name);
  const day = dayInFileName(name) ?? dayOf(Number(match?.[1]), Number(match?.[2]), Number(match?.[3]));
  return Number.isNaN(day) ? null : day;
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

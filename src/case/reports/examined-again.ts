import { evidenceClassOf } from '../../collection/kinds/evidence-class.js';
import { isArtifactKind } from '../../model/artifact-kind.js';
import type { CoverageClass, Finding } from '../../model/finding.js';

type ClassName = CoverageClass['class'];

/** What showed a finding of an earlier report: where it would be seen again. */
export interface Trace {
  readonly host: string | null;
  /** Classes of evidence. */
  readonly classes: readonly ClassName[];
  /** Of requests and events: when they were. Null for what lies on the server. */
  readonly seen: { readonly first: string | null; readonly last: string | null } | null;
}

/** @param rows what was examined for the report that has the finding. */
export function traceOf(finding: Finding, rows: readonly CoverageClass[]): Trace {
  const { artifact, host, evidence, firstSeen, lastSeen } = finding;
  // A web.config comes and goes with the folder that it is of.
  const ofFile = isArtifactKind(artifact.kind)
    ? [evidenceClassOf(artifact.kind, artifact.windowsPath) ?? 'web-content']
    : [];
  const ofRecords = ofFile.length === 0 || (evidence.length > 0 && evidence.every(({ type }) => type === 'record'));
  if (!ofRecords) return { host, classes: ofFile, seen: null };
  return { host, classes: [...ofFile, ...logsOf(finding, rows)], seen: { first: firstSeen, last: lastSeen } };
}

function logsOf({ evidence }: Finding, rows: readonly CoverageClass[]): ClassName[] {
  const records = evidence.filter((item) => item.type === 'record');
  if (records.every(({ fields }) => fields['cs-uri-stem'] !== undefined)) return ['iis-logs'];
  // Of which of its logs a record is, it does not say.
  const logs = rows.filter(({ records: count }) => count !== null).map((row) => row.class);
  return [...new Set(['iis-logs', ...logs])];
}

/**
 * Whether what showed something was examined again, wholly, on its server, so that not seeing it means that it is gone. Logs must
 * reach back to it: one that was deleted meanwhile shows nothing.
 */
export function wasExaminedAgain({ host, classes, seen }: Trace, rows: readonly CoverageClass[]): boolean {
  return classes.every((name) => rows.some((row) => row.class === name && isOf(row, host) && reaches(row, seen)));
}

function isOf(row: CoverageClass, host: string | null): boolean {
  return row.state === 'examined' && (row.host === host || row.host === null);
}

function reaches({ firstRecord, lastRecord }: CoverageClass, seen: Trace['seen']): boolean {
  if (seen === null || firstRecord === null || lastRecord === null) return true;
  return (seen.last === null || seen.last >= firstRecord) && (seen.first === null || seen.first <= lastRecord);
}

import { packNote } from '../../case/own-signatures.js';
import { isFailOn } from '../../case/hunt-settings.js';
import { onlyNew } from '../../case/decisions/only-new.js';
import { parsePatchDays } from '../../case/verdict/patch-days.js';
import { hunt } from '../../hunt.js';
import type { Report } from '../../model/finding.js';
import { decisionText } from '../../output/text/decisions-text.js';
import { problemText } from '../../output/problem-text.js';
import { isDetail } from '../../output/renderer.js';
import { type Format, rendererOf } from '../../output/renderers.js';
import { AfterpatchError } from '../../platform/errors.js';
import { groupBy } from '../../platform/group-by.js';
import { archivePassword } from '../archive-password.js';
import { heapGrowth } from '../heap-growth.js';
import type { Interruption } from '../interruption.js';
import { liesInEvidence, parseOutputFiles, writeOutputFile } from '../output-files.js';
import { createProgressLine, type ProgressLine } from '../progress.js';
import { publicKeyText } from '../public-key.js';
import { readReport } from '../read-report.js';
import { say } from '../say.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

/** What commander hands over: text, checked where the option says so. */
export interface HuntCommandOptions {
  readonly patchedOn: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly format: string;
  readonly detail: string;
  readonly output: readonly string[];
  readonly signatures: readonly string[];
  readonly trustKey: readonly string[];
  readonly failOn: string;
  readonly baseline?: string;
  readonly onlyNew?: true;
  readonly knownGood: readonly string[];
  readonly suppressions?: string;
  readonly now?: string;
  readonly strict?: true;
  readonly showSecrets?: true;
  readonly defang?: true;
  readonly require: readonly string[];
  readonly own: readonly string[];
  readonly host: readonly string[];
  readonly manifest?: string;
  readonly archivePassword?: string;
  readonly engine: string;
  readonly deadline: string;
  readonly jobs?: string;
  readonly quiet?: true;
  readonly progress: boolean;
  readonly force?: true;
}

/** Signatures that did not load, named on stderr. */
const NAMED_PROBLEMS = 10;
/** Servers named in one line of stderr; the report names all. */
const NAMED_SERVERS = 5;

/** A hunt as the command line asks for it. */
export interface HuntRequest extends HuntCommandOptions {
  readonly format: Format;
  readonly stop: Interruption;
}

/**
 * Runs a hunt as the command line asked, prints the report and writes the files.
 * @returns the exit code.
 */
export async function runHunt(paths: readonly string[], request: HuntRequest): Promise<number> {
  const force = request.force ?? false;
  const files = parseOutputFiles(request.output, force);
  for (const file of files.filter((one) => !request.quiet && liesInEvidence(one, paths))) {
    say(
      `afterpatch: ${file.path} lies in what is hunted: from then on it counts as evidence. Better write it elsewhere.`,
    );
  }
  if (request.onlyNew && request.baseline === undefined) {
    throw new AfterpatchError(
      'usage',
      '--only-new needs to know what is not new.',
      'Give the JSON report of an earlier hunt with --baseline.',
    );
  }
  if (!request.quiet) say(...futurePatchDays(request.patchedOn, new Date()));
  const line = request.quiet || !request.progress || !process.stderr.isTTY ? null : createProgressLine(process.stderr);
  const report = await huntFor(paths, request, line).finally(() => line?.clear());
  const shape = { detail: isDetail(request.detail) ? request.detail : undefined, defang: request.defang };
  // The whole report is what the next hunt is compared with.
  const shown = (format: Format) => (request.onlyNew && format !== 'json' ? onlyNew(report) : report);
  // Files before stdout, where somebody may read slowly; one that cannot be written takes nothing from the others.
  const written = await Promise.allSettled(
    files.map((file) => writeOutputFile(file, shown(file.format), { force, ...shape })),
  );
  request.stop.release();
  if (!request.quiet) say(...afterword(report));
  await writePieces(
    process.stdout,
    rendererOf(request.format)(shown(request.format), {
      color: wantsColor(process.stdout),
      ...shape,
    }),
  );
  for (const result of written) if (result.status === 'rejected') throw result.reason;
  return report.exitCode;
}

function huntFor(paths: readonly string[], request: HuntRequest, line: ProgressLine | null): Promise<Report> {
  const boundHeap = heapGrowth();
  return hunt({
    paths,
    patchedOn: request.patchedOn,
    since: request.since,
    until: request.until,
    signatures: request.signatures,
    trustedKeys: request.trustKey.map(publicKeyText),
    own: request.own,
    hosts: request.host,
    manifest: request.manifest,
    archivePassword: archivePassword(request.archivePassword),
    require: request.require.length === 0 ? undefined : request.require,
    knownGood: request.knownGood,
    suppressions: request.suppressions,
    now: request.now ?? new Date().toISOString().slice(0, 10),
    baseline: request.baseline === undefined ? undefined : readReport(request.baseline),
    failOn: isFailOn(request.failOn) ? request.failOn : undefined,
    strict: request.strict,
    showSecrets: request.showSecrets,
    engine: request.engine === 'native' || request.engine === 'wasm' ? request.engine : 'auto',
    deadline: Number(request.deadline),
    jobs: request.jobs === undefined ? undefined : Number(request.jobs),
    signal: request.stop.signal,
    onProgress: (progress) => {
      boundHeap(progress);
      line?.update(progress);
    },
  }).report;
}

/** Patch days that have not come: nothing that was collected can be from after them. */
export function futurePatchDays(texts: readonly string[], now: Date): string[] {
  const { everywhere, servers } = parsePatchDays(texts);
  return [everywhere, ...Object.values(servers)]
    .filter((day) => day !== null && day > now.toISOString())
    .map((day) => `afterpatch: --patched-on ${day} lies in the future: all that was collected counts as before it.`);
}

/** What somebody who only reads the terminal, not the report, must not miss. */
function afterword(report: Report): string[] {
  const lines: string[] = (report.baseline?.notes ?? []).map((note) => `afterpatch: ${note}`);
  for (const { entry, line, what, state, note, until } of report.decisions?.entries ?? []) {
    if (state === 'used' && note === null) continue;
    lines.push(
      `afterpatch: decision ${entry} (line ${line}, ${what}) ${decisionText(state, until)}${note === null ? '' : ` ${note}`}`,
    );
  }
  if (report.status === 'interrupted')
    lines.push('afterpatch: interrupted; the report holds what had been found until then.');
  const { notLoaded, packs = [] } = report.signatures;
  for (const pack of packs) {
    const note = packNote(pack);
    if (note !== null) lines.push(`afterpatch: ${note.message}`);
  }
  for (const problem of notLoaded.slice(0, NAMED_PROBLEMS))
    lines.push(`afterpatch: signature left out: ${problemText(problem)}`);
  if (notLoaded.length > NAMED_PROBLEMS)
    lines.push(`afterpatch: ${notLoaded.length - NAMED_PROBLEMS} more left out; see \`afterpatch signatures list\`.`);
  const unexamined = report.coverage.classes.filter(
    ({ class: name, state }) =>
      report.parameters.require.includes(name) && (state === 'absent' || state === 'not-examined'),
  );
  for (const [row, ...others] of groupBy(unexamined, (one) => `${one.class} ${one.state}`).values()) {
    if (row === undefined) continue;
    const hosts = [row, ...others].flatMap(({ host }) => host ?? []);
    const more = hosts.length > NAMED_SERVERS ? ` and ${hosts.length - NAMED_SERVERS} more` : '';
    const of = hosts.length === 0 ? '' : ` of ${hosts.slice(0, NAMED_SERVERS).join(', ')}${more}`;
    const why = row.state === 'absent' ? 'none was collected' : 'this version does not read it';
    lines.push(`afterpatch: ${row.class}${of} not examined: ${why}.`);
  }
  if (report.coverage.entries.some((entry) => entry.incomplete))
    lines.push(
      'afterpatch: not everything that was collected could be examined; the report says what, under coverage.',
    );
  return lines;
}

import { existsSync } from 'node:fs';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { namedPath } from '../../case/hunt-settings.js';
import { doubtsAbout, type ServerBaseline, serverBaselineOf } from '../../case/decisions/server-baseline.js';
import { collect } from '../../collection/collect.js';
import { Reading } from '../../collection/reading/reading.js';
import { hunt } from '../../hunt.js';
import type { Finding, Report } from '../../model/finding.js';
import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { baselinePath } from '../../server/server-baseline.js';
import { findingsNamed } from '../findings-named.js';
import { replaceFile } from '../output-files.js';
import { say } from '../say.js';
import { writePieces } from '../write.js';

export interface MakeBaselineOptions {
  readonly output: string;
  readonly accept: readonly string[];
  readonly signatures: readonly string[];
  readonly own: readonly string[];
  readonly host: readonly string[];
  readonly force?: true;
}

/**
 * Hunts a collection, and writes what it holds as known to be good where nothing speaks against it that nobody accepted.
 * @returns the exit code: 1 where something does, and nothing was written; 3 where something could not be examined.
 */
export async function makeBaseline(paths: readonly string[], options: MakeBaselineOptions): Promise<number> {
  const { output, force = false } = options;
  if (!force && existsSync(output))
    throw new AfterpatchError(
      'output-exists',
      `${output} exists.`,
      'Name another file, or add --force to overwrite it.',
    );
  const report = await hunt({
    paths,
    signatures: options.signatures,
    own: options.own,
    hosts: options.host,
    require: ['web-content'],
  }).report;
  const accepted = new Set(options.accept.flatMap((id) => acceptedBy(id, report)));
  const doubts = doubtsAbout(report, accepted);
  if (doubts.length > 0) {
    await writePieces(process.stdout, [...refusal(doubts)]);
    return EXIT_CODES.findings;
  }
  const baseline = serverBaselineOf(report, await filesOf(paths, options.host), accepted);
  await replaceFile(output, [`${JSON.stringify(baseline, null, 1)}\n`], force);
  await writePieces(process.stdout, [
    `${output}: ${baseline.files.length} files and ${baseline.findings.length} findings of ${report.hosts.join(', ') || 'a server that is not named'} are known from now on.\n`,
  ]);
  const incomplete = report.exitCode === EXIT_CODES.incomplete || !report.coverage.complete;
  if (incomplete) say('afterpatch: not everything of it could be examined: what was not is not known to be good.');
  return incomplete ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}

function acceptedBy(id: string, { findings }: Report): string[] {
  const named = findingsNamed(id, findings);
  if (named.length === 0)
    throw new AfterpatchError(
      'usage',
      `--accept ${id}: the hunt has no such finding.`,
      'Run it without, and read what it found.',
    );
  return named.map(({ fingerprint }) => fingerprint);
}

function* refusal(doubts: readonly Finding[]): Iterable<string> {
  yield 'No baseline was written: what the hunt found would be known from now on. Read each of these, and name those that are yours with --accept.\n';
  for (const { fingerprint, severity, host, title, message } of doubts)
    yield `  ${fingerprint.slice(0, 12)}  ${severity.padEnd(8)}  ${host === null ? '' : `${host}: `}${title}: ${message.text}\n`;
}

/** What web servers run, and programs and libraries beside it. */
async function filesOf(paths: readonly string[], hosts: readonly string[]): Promise<ServerBaseline['files']> {
  const reading = new Reading();
  try {
    const { artifacts } = await collect(paths, { reading, hosts: hosts.map(namedPath) });
    const files = new Map<string, { readonly path: string; readonly sha256: string }>();
    for (const artifact of artifacts) {
      const { windowsPath, carriesCode, kind } = artifact;
      if (windowsPath === null || !(carriesCode || kind === 'pe')) continue;
      const sha256 = await reading.hash(artifact);
      const path = baselinePath(windowsPath);
      if (sha256 !== null) files.set(`${path}\n${sha256}`, { path, sha256 });
    }
    return [...files.values()].sort((a, b) => compareText(a.path, b.path));
  } finally {
    await reading.close();
  }
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseInstant } from '../../case/instant.js';
import { withDecisions } from '../../case/decisions/write-decision.js';
import { AfterpatchError } from '../../platform/errors.js';
import { findingsNamed } from '../findings-named.js';
import { replaceFile } from '../output-files.js';
import { readReport } from '../read-report.js';
import { writePieces } from '../write.js';

export interface DecideOptions {
  readonly report: string;
  readonly suppressions: string;
  readonly reason: string;
  readonly until: string;
  readonly by?: string;
  readonly anyContent?: true;
}

/**
 * Writes decisions about findings of a report into a file, whole or not at all.
 * @throws AfterpatchError `usage`, `ambiguous-finding`, `bad-report`, `output-failed`.
 */
export async function decide(ids: readonly string[], options: DecideOptions, today: string): Promise<void> {
  const report = readReport(options.report);
  const until = parseInstant(options.until).slice(0, 10);
  if (until < today) throw new AfterpatchError('usage', `--until ${until} is over.`, 'Give a day to come.');
  const findings = [...new Set(ids.flatMap((id) => named(id, report.findings)))];
  const path = options.suppressions;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const by = options.by ?? userInfo().username;
  const anyContent = options.anyContent ?? false;
  const made = withDecisions(text, findings, { reason: options.reason, by, until, today, anyContent });
  await replaceFile(path, [made], true, text === null ? undefined : statSync(path).mode & 0o777);
  const lines = findings.map(
    ({ host, title, fingerprint }) =>
      `${path}: ${fingerprint.slice(0, 12)} ${title}${host === null ? '' : ` on ${host}`}, by ${by} until ${until}\n`,
  );
  await writePieces(process.stdout, lines);
}

function named(id: string, findings: ReturnType<typeof readReport>['findings']) {
  const some = findingsNamed(id, findings);
  if (some.length > 0) return some;
  throw new AfterpatchError(
    'usage',
    `The report has no finding ${id}.`,
    'Give the first six digits or more of a fingerprint, as the report shows it.',
  );
}

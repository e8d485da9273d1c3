import { onlyNew } from '../../case/decisions/only-new.js';
import { isFormat, rendererOf } from '../../output/renderers.js';
import { isDetail } from '../../output/renderer.js';
import { AfterpatchError } from '../../platform/errors.js';
import { readReport } from '../read-report.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface RenderCommandOptions {
  readonly format: string;
  readonly detail: string;
  readonly defang?: true;
  readonly onlyNew?: true;
}

/**
 * Prints a saved report in a format.
 * @throws AfterpatchError `bad-report`.
 */
export async function renderFile(
  path: string,
  { format, detail, defang, onlyNew: newOnly }: RenderCommandOptions,
): Promise<void> {
  const whole = readReport(path);
  if (newOnly && whole.baseline === undefined) {
    throw new AfterpatchError('usage', `${path} tells nothing new or known.`, 'Hunt with --baseline first.');
  }
  const report = newOnly ? onlyNew(whole) : whole;
  const renderer = rendererOf(isFormat(format) ? format : 'text');
  const options = { color: wantsColor(process.stdout), detail: isDetail(detail) ? detail : undefined, defang };
  await writePieces(process.stdout, renderer(report, options));
}

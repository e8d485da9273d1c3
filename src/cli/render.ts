import { isFormat, rendererOf } from '../output/renderers.js';
import { isDetail } from '../output/renderer.js';
import { readReport } from './read-report.js';
import { wantsColor } from './terminal.js';
import { writePieces } from './write.js';

export interface RenderCommandOptions {
  readonly format: string;
  readonly detail: string;
  readonly defang?: true;
}

/**
 * Prints a saved report in a format.
 * @throws AfterpatchError `bad-report`.
 */
export async function renderFile(path: string, { format, detail, defang }: RenderCommandOptions): Promise<void> {
  const report = readReport(path);
  const renderer = rendererOf(isFormat(format) ? format : 'text');
  const options = { color: wantsColor(process.stdout), detail: isDetail(detail) ? detail : undefined, defang };
  await writePieces(process.stdout, renderer(report, options));
}

import { defanged } from './defanged.js';
import { renderHtml } from './html.js';
import { renderIndicators } from './indicators.js';
import { renderJson } from './json.js';
import { renderJsonLines } from './jsonl.js';
import type { Renderer } from './renderer.js';
import { renderText } from './text.js';

export const FORMATS = ['text', 'json', 'jsonl', 'html', 'indicators'] as const;
export type Format = (typeof FORMATS)[number];

export const renderers: Readonly<Record<Format, Renderer>> = {
  text: readable(renderText),
  json: renderJson,
  jsonl: renderJsonLines,
  html: renderHtml,
  indicators: readable(renderIndicators),
};

/** What people read can be defanged; what programs read is as it is. */
function readable(render: Renderer): Renderer {
  return function* (report, options) {
    for (const piece of render(report, options)) yield options.defang ? defanged(piece) : piece;
  };
}

export function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

import { createHash } from 'node:crypto';
import { html, Markup } from './markup.js';
import { REPORT_SCRIPT } from './report-script.js';
import { REPORT_STYLE } from './report-style.js';
import { TIMELINE_SCRIPT } from './timeline-script.js';

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const SCRIPT = REPORT_SCRIPT + TIMELINE_SCRIPT;

/** No request to anywhere, no script and no style but those two: whatever evidence holds stays text (CSP level 3). */
const POLICY = `default-src 'none'; style-src ${digest(REPORT_STYLE)}; script-src ${digest(SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** One whole page around sections, piece by piece. */
export function* pageOf(title: string, sections: Iterable<Markup>, below: Markup | null = null): Iterable<string> {
  yield html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${new Markup(REPORT_STYLE)}</style></head><body><header><h1>${title}</h1>${below}</header><main>`
    .text;
  for (const section of sections) yield `${section.text}\n`;
  yield html`</main><footer><p class="faint">Made offline from collected evidence. What was not examined is not clean.</p></footer><script>${new Markup(SCRIPT)}</script></body></html>
`.text;
}

import { defanged } from './defanged.js';
import { formats } from './formats/index.js';
import type { OutputFormat, Renderer } from './renderer.js';

export type Format = keyof typeof formats;

/** By name, and `text` first: it is what is meant where none is named. */
export const FORMATS: readonly Format[] = Object.keys(formats)
  .filter(isFormat)
  .sort((a, b) => Number(b === 'text') - Number(a === 'text'));

export function isFormat(text: string): text is Format {
  return Object.hasOwn(formats, text);
}

/** Renders a report in a format. */
export function rendererOf(format: Format): Renderer {
  const { render, forPeople, leavesOutDecided }: OutputFormat = formats[format];
  if (leavesOutDecided) return undecided(render);
  return forPeople ? readable(render) : render;
}

/** What each format is for, a line each, as help shows it. */
export function formatList(): string {
  const width = Math.max(...FORMATS.map((name) => name.length));
  return FORMATS.map((name) => `  ${name.padEnd(width)}  ${formats[name].purpose}`).join('\n');
}

function undecided(render: Renderer): Renderer {
  return (report, options) =>
    render({ ...report, findings: report.findings.filter(({ decision }) => decision === undefined) }, options);
}

function readable(render: Renderer): Renderer {
  return function* (report, options) {
    for (const piece of render(report, options)) yield options.defang ? defanged(piece) : piece;
  };
}

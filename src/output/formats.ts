import type { Report } from '../model/finding.js';
import { renderJson } from './json.js';
import { renderJsonLines } from './jsonl.js';
import { renderText } from './text.js';

export const FORMATS = ['text', 'json', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  /** Colour for a terminal. */
  readonly color: boolean;
}

/** Renders a report, piece by piece. Every format ends with a line end. */
export type Renderer = (report: Report, options: RenderOptions) => Iterable<string>;

export const renderers: Readonly<Record<Format, Renderer>> = {
  text: renderText,
  json: renderJson,
  jsonl: renderJsonLines,
};

export function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { OutputFormat } from '../renderer.js';
import html from './html.js';
import indicators from './indicators.js';
import json from './json.js';
import jsonl from './jsonl.js';
import text from './text.js';

/** Every format that a report can be written in, by its name. */
export const formats = {
  html,
  indicators,
  json,
  jsonl,
  text,
} as const satisfies Readonly<Record<string, OutputFormat>>;

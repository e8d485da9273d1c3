// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { OutputFormat } from '../renderer.js';
import csv from './csv.js';
import html from './html.js';
import indicators from './indicators.js';
import json from './json.js';
import jsonl from './jsonl.js';
import sarif from './sarif.js';
import text from './text.js';
import timesketch from './timesketch.js';

/** Every format that a report can be written in, by its name. */
export const formats = {
  csv,
  html,
  indicators,
  json,
  jsonl,
  sarif,
  text,
  timesketch,
} as const satisfies Readonly<Record<string, OutputFormat>>;

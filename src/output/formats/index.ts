// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { OutputFormat } from '../renderer.js';
import cef from './cef.js';
import csv from './csv.js';
import ecs from './ecs.js';
import hec from './hec.js';
import html from './html.js';
import indicators from './indicators.js';
import json from './json.js';
import jsonl from './jsonl.js';
import misp from './misp.js';
import navigator from './navigator.js';
import ocsf from './ocsf.js';
import sarif from './sarif.js';
import stix from './stix.js';
import text from './text.js';
import thehive from './thehive.js';
import timesketch from './timesketch.js';

/** Every format that a report can be written in, by its name. */
export const formats = {
  cef,
  csv,
  ecs,
  hec,
  html,
  indicators,
  json,
  jsonl,
  misp,
  navigator,
  ocsf,
  sarif,
  stix,
  text,
  thehive,
  timesketch,
} as const satisfies Readonly<Record<string, OutputFormat>>;

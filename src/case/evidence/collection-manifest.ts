import { readFileSync, statSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { recordedTime } from '../../collection/layouts/recorded-time.js';
import type { RenamedFile, RenamedFiles } from '../../collection/placing/renamed-files.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { safeText } from '../../platform/safe-text.js';
import { schemaText } from '../shapes/schemas.js';
import { shapeFaults } from '../shapes/shape-faults.js';

const MAXIMUM_BYTES = 400 * 1024 ** 2;
/** Characters of a path in a message. */
const SHOWN = 200;

/** As `schemas/collection-manifest.schema.json` says. */
interface CollectionManifest {
  readonly files: readonly {
    readonly path: string;
    readonly windowsPath?: string;
    readonly host?: string;
    readonly created?: string;
    readonly modified?: string;
  }[];
}

/**
 * Reads a manifest of a collection.
 * @returns what it says of collected files, by their paths.
 * @throws AfterpatchError `usage` where it cannot be read, is not as its schema says, or contradicts itself.
 */
export function readCollectionManifest(path: string): RenamedFiles {
  return manifestIn(textOf(path), path);
}

/**
 * As `readCollectionManifest`, from the text of the file.
 * @param path as messages name it.
 */
export function manifestIn(text: string, path: string): RenamedFiles {
  const wrong = wronglySaid(path);
  const validate = checkOfShape();
  const value = parsed(text, wrong);
  if (!validate(value)) throw wrong(shapeFaults(validate.errors));
  const renamed = new Map<string, RenamedFile>();
  for (const { path: name, windowsPath = null, host = null, ...times } of value.files) {
    const shown = safeText(name, SHOWN);
    const time = (text: string | undefined) => {
      const known = recordedTime(text);
      if (text !== undefined && known === null) throw wrong(`there is no such time: ${text} (${shown})`);
      return known;
    };
    if (renamed.has(name)) throw wrong(`it names one file twice: ${shown}`);
    renamed.set(name, { windowsPath, host, created: time(times.created), modified: time(times.modified) });
  }
  return renamed;
}

const ajv = new Ajv2020({ strict: true });
let compiled: ValidateFunction<CollectionManifest> | null = null;

/** Compiled with the first manifest: most hunts have none. */
function checkOfShape(): ValidateFunction<CollectionManifest> {
  compiled ??= ajv.compile<CollectionManifest>(JSON.parse(schemaText('collection-manifest')));
  return compiled;
}

type Wrong = (why: string) => AfterpatchError;

function wronglySaid(path: string): Wrong {
  return (why) =>
    new AfterpatchError(
      'usage',
      `--manifest ${path}: ${why}`,
      'afterpatch schema collection-manifest prints what such a file may hold.',
    );
}

function textOf(path: string): string {
  const wrong = wronglySaid(path);
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > MAXIMUM_BYTES)
      throw wrong(stats.isFile() ? 'it is too large' : 'it is no file');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof AfterpatchError) throw error;
    throw wrong(`it cannot be read: ${messageOf(error)}`);
  }
}

function parsed(text: string, wrong: Wrong): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw wrong('it is no JSON');
  }
}

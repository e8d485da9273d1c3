import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AfterpatchError } from '../../platform/errors.js';
import { ID_FORMS, type NewKind, newSignature } from '../../signatures/new/new-signature.js';
import { writePieces } from '../write.js';

export interface NewOptions {
  readonly to: string;
}

/**
 * Writes the files of a new signature below a folder, and prints them.
 * @throws AfterpatchError `usage` for an id of another form, `output-exists` where one of the files is there.
 */
export async function newSignatureFiles(kind: NewKind | 'detector', id: string, { to }: NewOptions): Promise<void> {
  if (kind === 'detector') return newDetector(id, to);
  const { form, such } = ID_FORMS[kind];
  if (!form.test(id)) {
    throw new AfterpatchError('usage', `"${id}" is no id of a ${kind} rule.`, `Write it as ${such}.`);
  }
  const isCheckout = existsSync(path.join(to, 'samples/signatures'));
  const files = newSignature(kind, {
    id,
    date: new Date().toISOString().slice(0, 10),
    uuids: [randomUUID(), randomUUID()],
    rules: isCheckout ? 'signatures' : '.',
    samples: isCheckout ? 'samples/signatures' : 'samples',
  }).map((file) => ({ ...file, path: path.join(to, file.path) }));
  for (const file of files) {
    if (existsSync(file.path)) {
      throw new AfterpatchError('output-exists', `${file.path} exists already.`, 'Choose another id.');
    }
  }
  for (const file of files) {
    mkdirSync(path.dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text, { flag: 'wx' });
  }
  const [rule] = files;
  await writePieces(process.stdout, [
    ...files.map((file) => `${file.path}\n`),
    `\nNext: afterpatch signatures test ${rule?.path} says what to write to each of them.\n`,
  ]);
}

/** A detector is code, and made in a checkout by its own script. */
function newDetector(id: string, to: string): void {
  const script = path.join(to, 'scripts/new.mjs');
  if (!existsSync(script)) {
    const hint =
      'Detectors are part of the tool: run it in a checkout of its source. Rules of your own are written in YARA or Sigma.';
    throw new AfterpatchError('usage', `A detector cannot be made in ${path.resolve(to)}.`, hint);
  }
  const { status } = spawnSync(process.execPath, [script, 'detector', id], { stdio: 'inherit' });
  process.exitCode = status ?? 2;
}

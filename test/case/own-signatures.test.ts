import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireSignatureFiles } from '../../src/case/own-signatures.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-own-'));
  mkdirSync(join(folder, 'none'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  writeFileSync(join(folder, 'none/readme.md'), '');
  writeFileSync(join(folder, 'deep/er/RULE.YAR'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('requireSignatureFiles', () => {
  it('refuses a folder that holds no file of rules', async () => {
    await expect(requireSignatureFiles([join(folder, 'deep'), join(folder, 'none')])).rejects.toThrow(
      /No rules lie in .*none/,
    );
  });

  it('takes a folder with one at any depth, and leaves files and absent paths to whoever loads them', async () => {
    await requireSignatureFiles([join(folder, 'deep'), join(folder, 'none/readme.md'), join(folder, 'absent')]);
  });
});

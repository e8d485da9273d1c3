import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, runProgram } from '../helpers/run-command.js';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
let folder: string;

/** What `npm pack` gives, installed where nothing of the project lies. */
describe('the package, installed elsewhere', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'afterpatch-package-'));
    const packed = await runProgram(npm, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
    const [{ filename }] = JSON.parse(packed.stdout);
    writeFileSync(join(folder, 'package.json'), '{ "name": "elsewhere", "private": true, "type": "module" }');
    const installed = await runProgram(
      npm,
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', join(folder, filename)],
      { cwd: folder },
    );
    expect(installed.code, installed.stderr).toBe(0);
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has a command that hunts', async () => {
    writeFileSync(join(folder, 'page.aspx'), '<%@ Page Language="C#" Inherits="Sample.Page" %>\n');
    const { code, stdout } = await runProgram(
      join(folder, 'node_modules', '.bin', 'afterpatch'),
      ['hunt', join(folder, 'page.aspx'), '--require', 'none', '--format', 'json'],
      { cwd: folder },
    );
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: '2.0', coverage: { files: 1 } });
    expect([0, 1]).toContain(code);
  });

  it('brings its signatures and schemas', async () => {
    const { stdout } = await runProgram(
      join(folder, 'node_modules', '.bin', 'afterpatch'),
      ['signatures', 'list', '--json'],
      { cwd: folder },
    );
    const { rules } = JSON.parse(stdout);
    expect(new Set(rules.map((rule: { source: string }) => rule.source))).toEqual(
      new Set(['yara', 'sigma', 'sigma-correlation', 'detector']),
    );
    const schema = await runProgram(
      process.execPath,
      ['-e', "console.log(import.meta.resolve('afterpatch/schemas/finding.schema.json'))", '--input-type=module'],
      { cwd: folder },
    );
    expect(schema.stdout).toContain('finding.schema.json');
  });

  it('has types that a strict project compiles against', async () => {
    writeFileSync(
      join(folder, 'use.ts'),
      "import { hunt, type Finding } from 'afterpatch';\nconst run = hunt({ paths: ['.'] });\nconst severities: Finding['severity'][] = [];\nfor await (const finding of run) severities.push(finding.severity);\nexport const files: number = (await run.report).coverage.files;\n",
    );
    const tsc = join(projectRoot, 'node_modules', 'typescript', 'lib', 'tsc.js');
    const types = join(projectRoot, 'node_modules', '@types');
    const compiled = await runProgram(
      process.execPath,
      [
        tsc,
        '--noEmit',
        '--strict',
        '--target',
        'es2023',
        '--module',
        'nodenext',
        '--types',
        'node',
        '--typeRoots',
        types,
        'use.ts',
      ],
      { cwd: folder },
    );
    expect(compiled.stdout).toBe('');
    expect(compiled.code).toBe(0);
  });
});

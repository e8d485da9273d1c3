import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { addHuntCommand } from '../../src/cli/commands/hunt.js';
import { completionScript, SHELLS } from '../../src/cli/completion.js';
import { applyConfig, huntConfigSchema } from '../../src/cli/hunt-config.js';
import { manualPage } from '../../src/cli/manual-page.js';
import { createProgram } from '../../src/cli/program.js';
import { outlineProgram } from '../../src/cli/program-outline.js';
import { projectRoot } from '../helpers/run-command.js';

const stop = { signal: new AbortController().signal, release: () => {} };
const outlines = outlineProgram(createProgram(stop));
const hunt = outlines.find(({ words }) => words.join(' ') === 'hunt');
const folder = mkdtempSync(join(tmpdir(), 'afterpatch-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string) => spawnSync(program, ['--version']).status === 0;

describe('what is made from the definitions of the commands is up to date (vitest -u writes it anew)', () => {
  it('the manual page', async () => {
    await expect(manualPage(outlines)).toMatchFileSnapshot(`${projectRoot}docs/afterpatch.1`);
  });
  it('the schema of --config', async () => {
    const schema = `${JSON.stringify(huntConfigSchema(hunt?.options ?? []), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot(`${projectRoot}schemas/hunt-config.schema.json`);
  });
});

describe('completion', () => {
  it.each(SHELLS)('of %s knows every command and long option', (shell) => {
    const script = completionScript(shell, outlines);
    for (const { options, words } of outlines) {
      for (const word of words) expect(script).toContain(word);
      for (const { flag } of options) expect(script).toContain(shell === 'fish' ? `-l ${flag.slice(2)}` : flag);
    }
  });

  it.skipIf(!has('bash')).each([
    [['hu'], ['hunt']],
    [['inspect', 'ii'], ['iis']],
    [['hunt', '--form'], ['--format']],
    [
      ['hunt', '--format', 'js'],
      ['json', 'jsonl'],
    ],
    [['hunt', '/mnt', '--fail-on', 'cr'], ['critical']],
    [['nothing', '--zz'], []],
  ])('in bash, %j becomes %j', (words, offered) => {
    const script = `${completionScript('bash', outlines)}\nCOMP_WORDS=(afterpatch "$@"); COMP_CWORD=$#; _afterpatch; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
    expect(stdout.split('\n').filter(Boolean)).toEqual(offered);
  });
});

describe('--config', () => {
  const options = (config: unknown, ...args: string[]) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
    const program = new Command().exitOverride();
    const command = addHuntCommand(program, stop).action(() => {});
    program.parse(['hunt', '/case', ...args], { from: 'user' });
    applyConfig(command, path, hunt?.options ?? []);
    return command.opts();
  };

  it('gives every kind of option', () => {
    const given = {
      patchedOn: ['2021-03-10'],
      own: ['10.0.0.0/8,192.0.2.1'],
      failOn: 'high',
      deadline: 60,
      strict: true,
      progress: false,
    };
    expect(options(given)).toMatchObject({ ...given, own: ['10.0.0.0/8', '192.0.2.1'], deadline: '60' });
  });

  it('counts after the command line, and before defaults', () => {
    expect(options({ failOn: 'high', format: 'json' }, '--fail-on', 'medium')).toMatchObject({
      failOn: 'medium',
      format: 'json',
    });
  });

  it.each([
    [{ failOn: 'hihg' }, /failOn must be equal to one of/],
    [{ failon: 'high' }, /additional properties "failon"/],
    [{ patchedOn: '2021-03-10' }, /patchedOn must be array/],
    [{ config: 'x.json' }, /additional properties "config"/],
    ['{', /no JSON/],
    ['[]', /must be object/],
  ])('refuses %j', (config, message) => expect(() => options(config)).toThrow(message));
});

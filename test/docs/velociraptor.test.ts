import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { afterpatchHere } from '../helpers/command-in-process.js';
import { projectRoot } from '../helpers/run-command.js';

it('the artifact of Velociraptor collects what a hunt asks for where nothing was collected', async () => {
  const nothing = mkdtempSync(join(tmpdir(), 'afterpatch-nothing-'));
  const { code, stdout } = await afterpatchHere(['inspect', 'collection', nothing, '--as', 'velociraptor']);
  rmdirSync(nothing);
  const artifact = readFileSync(
    join(projectRoot, 'docs', 'examples', 'velociraptor', 'Custom.Afterpatch.Collect.yaml'),
    'utf8',
  );
  expect([code, artifact]).toEqual([0, stdout]);
  const { name, type, sources } = parse(artifact);
  expect([name, type, sources.length]).toEqual(['Custom.Afterpatch.Collect', 'CLIENT', 1]);
  const [, globs = ''] = /filename='''\n(.*)\n *'''/s.exec(sources[0].query) ?? [];
  expect(parse(globs)).toContain('C:/inetpub/wwwroot/**');
});

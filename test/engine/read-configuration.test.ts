import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { readConfiguration } from '../../src/engine/read-configuration.js';
import { collect, reading } from '../collection/collect-evidence.js';
import { evidence } from '../collection/evidence-folder.js';

it('a section is read from the file that it is kept in, whatever that is called', async () => {
  const folder = evidence({
    'C/Windows/win.ini': 'x',
    'C/App/web.config':
      '<configuration><system.web><machineKey configSource="settings\\keys.dat" /></system.web></configuration>',
    'C/App/settings/keys.dat': '<machineKey validationKey="0123456789ABCDEF" validation="SHA1" />',
  });
  const { artifacts } = await collect([folder]);
  expect(artifacts.find(({ collectedPath }) => collectedPath.endsWith('keys.dat'))?.kind).toBe('other');
  const { inputs, notes } = await readConfiguration(artifacts, reading(), () => {});
  expect(notes).toEqual([]);
  expect(inputs.map(({ artifact }) => artifact?.collectedPath)).toContain('C/App/settings/keys.dat');
  expect(inspect(inputs, { depth: 12 })).toContain('0123456789ABCDEF');
});

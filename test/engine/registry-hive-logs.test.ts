import { expect, it } from 'vitest';
import { readConfiguration } from '../../src/engine/read-configuration.js';
import { collect, reading } from '../collection/collect-evidence.js';
import { evidence } from '../collection/evidence-folder.js';
import { hiveOf } from '../helpers/registry-hive.js';
import { entryLogOf } from '../helpers/transaction-log.js';

const user = (command: string) =>
  hiveOf({
    keys: {
      Environment: {},
      Software: {
        keys: {
          Microsoft: {
            keys: { Windows: { keys: { CurrentVersion: { keys: { Run: { values: { a: command } } } } } } },
          },
        },
      },
    },
  });
const [old, now] = [user('C:\\a.exe'), user('C:\\b.exe')];
const dirty = Buffer.from(old);
dirty.writeUInt32LE(8, 4);
const log = entryLogOf([{ sequence: 7, from: old, to: now }]);

const read = async (files: Readonly<Record<string, Buffer>>) => {
  const { artifacts } = await collect([evidence(files)]);
  const { inputs, notes } = await readConfiguration(artifacts, reading(), () => {});
  return { told: JSON.stringify(inputs.map(({ value }) => value)), notes: notes.map(({ message }) => message) };
};

it('a hive that was open is read with what its transaction logs hold', async () => {
  const { told, notes } = await read({
    'C/Users/admin/NTUSER.DAT': dirty,
    'C/Users/admin/ntuser.dat.LOG1': log,
    'C/Users/admin/ntuser.dat.LOG2': Buffer.alloc(512),
  });
  expect(told).toContain('b.exe');
  expect(notes).toEqual(['The hive had not been written whole: 1 changes were taken from its transaction logs']);
});

it('a hive whose logs are not here says so', async () => {
  const { told, notes } = await read({ 'C/Users/admin/NTUSER.DAT': dirty, 'C/Users/other/NTUSER.DAT.LOG1': log });
  expect(told).toContain('a.exe');
  expect(notes).toEqual([expect.stringMatching(/^The last changes of this hive are in its transaction logs/)]);
});

import { describe, expect, it } from 'vitest';
import { configurationSources } from '../../src/engine/configuration-sources.js';
import { configurationFile, webConfig } from '../../src/formats/iis-config/configuration-file.js';
import { readConfigurationFile } from '../../src/formats/iis-config/read-configuration-file.js';
import type { Artifact } from '../../src/model/artifact.js';
import { fakeArtifact } from '../helpers/detector-context.js';

const file = (id: number, windowsPath: string, host: string | null = 'EX01') => fakeArtifact({ id, windowsPath, host });
const CONFIG = file(1, 'C:\\App\\web.config');

/** A configuration that was read, with sections that are kept elsewhere. */
const input = (artifact: Artifact | null, ...sources: readonly string[]) => ({
  class: configurationFile.name,
  artifact,
  host: artifact?.host ?? null,
  value: readConfigurationFile(
    Buffer.from(
      `<configuration><system.web>${sources.map((name) => `<machineKey configSource="${name}"/>`).join('')}</system.web></configuration>`,
    ),
  ),
});

/** Files that are to be read, by number, and what is missing. */
const told = (artifacts: readonly Artifact[], ...inputs: ReturnType<typeof input>[]) => {
  const { unread, notes } = configurationSources(artifacts, inputs);
  return [...unread.map(({ id }) => id), ...notes.map(({ message }) => message)];
};
const missing = (name: string) => `section system.web/machineKey is kept in ${name}, which was not collected`;

describe('the file that a section is kept in', () => {
  const keys = file(2, 'C:\\App\\settings\\keys.dat');
  it.each<[string, unknown[], unknown[]]>([
    ['lies below the folder of the file that names it', told([CONFIG, keys], input(CONFIG, 'settings\\keys.dat')), [2]],
    ['is spelled in any way', told([CONFIG, keys], input(CONFIG, './Settings//KEYS.dat')), [2]],
    [
      'is named once where two name it',
      told([CONFIG, keys], input(CONFIG, 'settings\\keys.dat', 'settings/keys.dat')),
      [2],
    ],
    ['is not read again', told([CONFIG, keys], input(CONFIG, 'settings\\keys.dat'), input(keys)), []],
    ['was not collected', told([CONFIG], input(CONFIG, 'settings\\keys.dat')), [missing('settings\\keys.dat')]],
    [
      'is of the same server',
      told([CONFIG, { ...keys, host: 'EX02' }], input(CONFIG, 'settings\\keys.dat')),
      [missing('settings\\keys.dat')],
    ],
    ['is none where none is named', told([CONFIG, keys], input(CONFIG, '')), []],
    [
      'is none that lies outside of that folder',
      told([CONFIG, file(3, 'C:\\keys.dat')], input(CONFIG, '..\\keys.dat')),
      [missing('..\\keys.dat')],
    ],
    [
      'is none on another drive',
      told([CONFIG, file(3, 'C:\\App\\D:\\keys.dat')], input(CONFIG, 'D:\\keys.dat')),
      [missing('D:\\keys.dat')],
    ],
    [
      'is none by a path from the top',
      told([CONFIG, file(3, 'C:\\App\\keys.dat')], input(CONFIG, '\\keys.dat')),
      [missing('\\keys.dat')],
    ],
    ['is none of a configuration of no file', told([keys], input(null, 'settings\\keys.dat')), []],
    [
      'is none of what is read as something else',
      told([CONFIG, keys], { ...input(CONFIG, 'settings\\keys.dat'), class: webConfig.name }),
      [],
    ],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected));

  it('is told of only where the section decides something', () => {
    const value = readConfigurationFile(
      Buffer.from('<configuration><system.web><globalization configSource="a.config"/></system.web></configuration>'),
    );
    expect(configurationSources([CONFIG], [{ ...input(CONFIG), value }])).toEqual({ unread: [], notes: [] });
  });

  it('is not followed for more sections than any server has', () => {
    const names = Array.from({ length: 1_001 }, (_, i) => `${i}.config`);
    const { notes } = configurationSources([CONFIG], [input(CONFIG, ...names)]);
    expect(notes.at(-1)).toMatchObject({ code: 'limit-reached', incomplete: true });
    expect(
      configurationSources([CONFIG], [input(CONFIG, ...names.slice(1))]).notes.map(({ code }) => code),
    ).not.toContain('limit-reached');
  });
});

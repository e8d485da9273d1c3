import { afterAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/collection/collect.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { readConfiguration } from '../../src/engine/read-configuration.js';
import { isInputOf } from '../../src/engine/run-detectors.js';
import { volumeHistory } from '../../src/formats/ntfs/file-history.js';
import { recycledFile } from '../../src/formats/recycle-bin/recycled-file.js';
import { registryExport } from '../../src/formats/registry-export/registry-export.js';
import { evidence } from '../collection/evidence-folder.js';
import { tarOf } from '../collection/tar-writer.js';
import { journalOf, ROOT, recycledNote, tableOf } from '../helpers/ntfs.js';
import { hiveOf } from '../helpers/registry-hive.js';

const reading = new Reading();
afterAll(() => reading.close());

const table = tableOf({
  40: { sequence: 1, parent: ROOT, name: 'inetpub', isFolder: true },
  41: { sequence: 1, parent: [40, 1], name: 'wwwroot', isFolder: true },
});
const page = { file: [50, 7], parent: [41, 1], name: 'x.aspx' } as const;
const journal = journalOf([
  { ...page, time: '2021-03-03T02:17:40Z', reasons: 0x100 },
  { ...page, time: '2021-03-03T03:10:00Z', reasons: 0x200 },
]);
const system = hiveOf({
  keys: { ControlSet001: { keys: { Services: { keys: { U: { values: { ImagePath: 'C:\\u.exe' } } } } } } },
});

async function read(files: Readonly<Record<string, Buffer>>) {
  const { artifacts, notes } = await collect([evidence(files)], { reading });
  const made = await readConfiguration(artifacts, reading, () => {});
  return { inputs: made.inputs, notes: [...notes, ...made.notes].filter(({ incomplete }) => incomplete) };
}

describe('records of the file system and of the registry', () => {
  it.each([
    ['as KAPE writes them', { 'C/$MFT': table, 'C/$Extend/$J': journal, 'C/Windows/System32/config/SYSTEM': system }],
    [
      'as Velociraptor does',
      {
        'client_info.json': Buffer.from('{"Hostname":"EX01"}'),
        'uploads/ntfs/%5C%5C.%5CC%3A/$MFT': table,
        'uploads/ntfs/%5C%5C.%5CC%3A/$Extend/$UsnJrnl%3A$J': journal,
        'uploads/ntfs/%5C%5C.%5CC%3A/$Extend/$UsnJrnl%3A$Max': Buffer.alloc(32, 1),
        'uploads/ntfs/%5C%5C.%5CC%3A/Windows/System32/config/SYSTEM': system,
      },
    ],
    [
      'packed',
      {
        'EX01.tar': tarOf([
          { name: 'fs/C:/$MFT', content: table },
          { name: 'fs/C:/$Extend/$Usnjrnl_$J', content: journal },
          { name: 'fs/C:/Windows/System32/config/SYSTEM', content: system },
        ]),
      },
    ],
  ])('are read %s', async (_, files) => {
    const { inputs, notes } = await read(files);
    const [volume] = inputs.filter((input) => isInputOf(input, volumeHistory));
    expect(volume?.value.files).toMatchObject([{ path: 'C:\\inetpub\\wwwroot\\x.aspx', state: 'deleted' }]);
    const [hive] = inputs.filter((input) => isInputOf(input, registryExport));
    expect(hive?.value.values).toMatchObject([{ name: 'ImagePath', texts: ['C:\\u.exe'], line: null }]);
    expect(notes).toEqual([]);
  });

  it('are read as MFTECmd exports them, and with what the Recycle Bin notes', async () => {
    const columns =
      'EntryNumber,SequenceNumber,InUse,ParentEntryNumber,ParentSequenceNumber,ParentPath,FileName,Extension,IsDirectory,Created0x10,LastModified0x10';
    const time = '2021-03-03 02:17:40.1234567';
    const row = `50,8,False,5,5,.,x.aspx,.aspx,False,${time},${time}`;
    const { inputs, notes } = await read({
      'MFTECmd_$MFT_Output.csv': Buffer.from(`${columns}\r\n${row}\r\n`),
      'C/$Recycle.Bin/S-1-5-21-1/$IABCDEF.aspx': recycledNote(
        'C:\\inetpub\\wwwroot\\y.aspx',
        '2021-03-03T03:10:00.000Z',
      ),
    });
    const [volume] = inputs.filter((input) => isInputOf(input, volumeHistory));
    expect(volume?.value.files).toMatchObject([{ path: 'C:\\x.aspx', state: 'deleted' }]);
    const [recycled] = inputs.filter((input) => isInputOf(input, recycledFile));
    expect(recycled?.value.path).toBe('C:\\inetpub\\wwwroot\\y.aspx');
    expect(notes).toEqual([]);
  });

  it('are noted where they cannot be read', async () => {
    const { inputs, notes } = await read({ 'C/$MFT': Buffer.alloc(4096, 1), 'C/$Extend/$J': Buffer.alloc(4096, 1) });
    expect(inputs).toEqual([]);
    expect(notes).toMatchObject([
      { code: 'malformed', path: 'C/$MFT' },
      { code: 'malformed', path: 'C/$Extend/$J' },
    ]);
  });
});

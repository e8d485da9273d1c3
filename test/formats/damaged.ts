import { type EvtxLoss, EvtxReader } from '../../src/formats/evtx/evtx-reader.js';
import { extensionsOf, FileHistories, type WantedFiles } from '../../src/formats/ntfs/file-history.js';
import { MasterFileTableReader } from '../../src/formats/ntfs/master-file-table.js';
import { UsnJournalReader } from '../../src/formats/ntfs/usn-journal.js';
import { readNativeImage } from '../../src/formats/pe/native-image.js';
import { readImage } from '../../src/formats/pe/read-image.js';
import { isStrongNameValid, publicKeyTokenOf } from '../../src/formats/pe/verify-strong-name.js';
import { readRecycledFile } from '../../src/formats/recycle-bin/recycled-file.js';
import { readRegistryHive } from '../../src/formats/registry-hive/registry-hive.js';
import { replayTransactionLogs } from '../../src/formats/registry-hive/transaction-log.js';
import { xmlOf } from '../../src/formats/windows-event/event-element.js';
import { makeLibrary } from '../../src/signatures/samples/made-executable.js';
import { event, value, writeEventLog } from '../helpers/event-log.js';
import { journalOf, recycledNote, ROOT, tableOf } from '../helpers/ntfs.js';
import { hiveOf } from '../helpers/registry-hive.js';
import { entryLogOf, vectorLogOf } from '../helpers/transaction-log.js';
import { buildImage } from './pe/build-image.js';

const at = (clock: string) => `2021-03-03T${clock}.000Z`;

const system = (image: string) =>
  hiveOf({
    keys: {
      Select: { values: { Current: 1 } },
      ControlSet001: {
        keys: {
          Services: {
            keys: {
              Updater: {
                values: { ImagePath: image, Start: 2, DependOnService: ['a', 'b'], Large: Buffer.alloc(17_000, 7) },
              },
              Other: { values: { ImagePath: 'C:\\o.exe' } },
            },
          },
        },
      },
    },
  });
const [before, after] = [system('C:\\a.exe'), system('C:\\b.exe')];
const dirty = Buffer.from(before);
dirty.writeUInt32LE(9, 4);
dirty.writeUInt32LE(7, 8);

const table = tableOf({
  6: { sequence: 1, parent: ROOT, name: 'inetpub', isFolder: true },
  7: { sequence: 3, parent: [6, 1], name: 'wwwroot', isFolder: true },
  8: { sequence: 7, parent: [7, 3], name: 'x.aspx', created: at('01:00:00'), noted: at('02:00:00'), content: 'a' },
  9: { sequence: 2, parent: [7, 3], name: 'y.aspx', inUse: false, streams: ['hidden', 'Zone.Identifier'] },
  10: { sequence: 1, parent: [7, 2], name: 'm.dll', ticks: 0 },
});
const page = { file: [8, 7], parent: [7, 3], name: 'x.aspx' } as const;
const journal = journalOf(
  [
    { ...page, time: at('02:17:40'), reasons: 0x100 },
    { ...page, time: at('02:17:41'), reasons: 0x102, version: 3 },
    { ...page, time: at('02:18:40'), reasons: 0x1000 },
    { ...page, name: 'z.aspx', time: at('02:18:40'), reasons: 0x2000 },
    { ...page, file: [10, 1], name: 'm.dll', time: at('02:18:41'), reasons: 0x8000_0200 },
  ],
  64,
);
const content = [{ name: 'EventData', children: [{ name: 'Data', children: [value.texts(['Set-X', '', 'é'])] }] }];
const events = writeEventLog([
  [1, 2].map((id) => event(1, 'Provider', 'Channel', content, { id, time: Date.UTC(2021, 2, 4) + id })),
  [event(4, 'Other', 'Channel', [{ name: 'UserData', children: ['text'] }], { id: 3, time: 0, inline: true })],
]);

const WANTED: WantedFiles = { pages: new Set(['aspx']), programs: new Set(['dll']), isPassedOver: () => false };

function historyOf(mft: Buffer, usn: Buffer): unknown {
  const histories = new FileHistories(WANTED);
  const records = new MasterFileTableReader((record) => histories.record(record));
  const changes = new UsnJournalReader(extensionsOf(WANTED), (change) => histories.change(change));
  for (const part of [mft.subarray(0, 3000), mft.subarray(3000)]) records.push(part);
  records.finish();
  for (const part of [usn.subarray(0, 100), usn.subarray(100)]) changes.push(part);
  changes.finish();
  return { ...histories.finish('C:'), unplaced: histories.unplaced };
}

function eventsOf(bytes: Buffer): unknown {
  const [records, losses]: [string[], EvtxLoss[]] = [[], []];
  const reader = new EvtxReader({
    record: ({ event: read, offset }) => records.push(`${offset} ${xmlOf(read)}`),
    loss: (loss) => losses.push(loss),
  });
  for (let from = 0; from < bytes.length; from += 50_000) reader.push(bytes.subarray(from, from + 50_000));
  return { ...reader.finish(), records, losses };
}

function hiveTold(bytes: Uint8Array): unknown {
  const hive = readRegistryHive(bytes);
  return (
    hive && {
      ...hive,
      values: hive.values.map(({ key, name, texts }) => `${key}\\${name} ${texts.join(' ').slice(0, 60)}`),
    }
  );
}

function replayed(log: Buffer): unknown {
  const made = replayTransactionLogs(dirty, [log]);
  return made && { ...made, bytes: hiveTold(made.bytes) };
}

function nativeTold(bytes: Buffer): unknown {
  const native = readNativeImage(bytes);
  return native && { ...native, functions: [...native.functions] };
}

/** Files of Windows that are whole, and what is read of one. */
export const WHOLE: Readonly<Record<string, { readonly bytes: Buffer; readonly read: (bytes: Buffer) => unknown }>> = {
  hive: { bytes: before, read: hiveTold },
  entries: { bytes: entryLogOf([{ sequence: 7, from: before, to: after }]), read: replayed },
  vector: { bytes: vectorLogOf(8, before, after), read: replayed },
  table: { bytes: table, read: (bytes) => historyOf(bytes, journal) },
  journal: { bytes: journal, read: (bytes) => historyOf(table, bytes) },
  events: { bytes: events, read: eventsOf },
  note: { bytes: recycledNote('C:\\inetpub\\x.aspx', at('01:00:00')), read: readRecycledFile },
  oldNote: { bytes: recycledNote('C:\\x.aspx', at('01:00:00'), { version: 1 }), read: readRecycledFile },
  library: {
    bytes: makeLibrary({ exports: ['RegisterModule', 'Other'], imports: ['_popen', 'system'], text: ['abc', 'def'] }),
    read: nativeTold,
  },
  image: {
    bytes: buildImage({
      exports: ['RegisterModule'],
      imports: ['kernel32.dll', 'x.dll'],
      version: { CompanyName: 'Example', FileVersion: '1.2' },
      debugFile: 'C:\\build\\x.pdb',
      signed: true,
    }),
    read: readImage,
  },
  assembly: {
    bytes: buildImage({
      assembly: {
        name: 'Fixture',
        publicKey: Buffer.alloc(16, 3),
        references: ['System.Web'],
        types: [['System.Web', 'HttpContext']],
        defined: [['Site', 'Page']],
        strings: ['text'],
      },
    }),
    read: (bytes) => [readImage(bytes), publicKeyTokenOf(bytes), isStrongNameValid(bytes)],
  },
};

/** What is read otherwise of a damaged file than of the whole one: `+` and `-`; all of it where nothing is damaged. */
export function differing(name: string, changes: readonly string[]): string[] {
  const [whole, now] = [damaged(name, []), damaged(name, changes)];
  if (changes.length === 0) return whole;
  return [
    ...whole.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !whole.includes(line)).map((line) => `+ ${line}`),
  ];
}

/** What is read of a file when some of its bytes are others, `offset=value`, and it ends at `<offset` or goes on, `>count`. */
function damaged(name: string, changes: readonly string[]): string[] {
  const whole = WHOLE[name];
  if (whole === undefined) throw new Error(`There is no ${name}`);
  let bytes = Buffer.from(whole.bytes);
  for (const change of changes) {
    const number = Number(change.slice(1));
    if (change.startsWith('<')) bytes = bytes.subarray(0, number);
    else if (change.startsWith('>')) bytes = Buffer.concat([bytes, Buffer.alloc(number)]);
    else {
      const [offset = '', byte = ''] = change.split('=');
      if (Number(offset) < bytes.length) bytes[Number(offset)] = Number(byte);
    }
  }
  return tell(whole.read(bytes), '');
}

/** A line for each thing in what was read, without what is nothing. */
function tell(of: unknown, path: string): string[] {
  if (of === null || of === undefined || of === '' || of === false || of === 0) return [];
  if (of instanceof Uint8Array) return [`${path} ${Buffer.from(of).toString('hex').slice(0, 60)}`];
  if (of instanceof Map || of instanceof Set) return tell([...of], path);
  if (typeof of !== 'object') return [`${path} ${String(of)}`];
  if (Array.isArray(of) && of.every((one) => typeof one !== 'object')) return of.map((one) => `${path} ${String(one)}`);
  if (Array.isArray(of)) return of.flatMap((one, i) => tell(one, `${path}[${i}]`));
  return Object.entries(of).flatMap(([key, one]) => tell(one, path === '' ? key : `${path}.${key}`));
}

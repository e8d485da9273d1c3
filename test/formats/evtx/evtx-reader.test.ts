import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvtxFacts, type EvtxLoss, EvtxReader, isEvtx } from '../../../src/formats/evtx/evtx-reader.js';
import { xmlOf } from '../../../src/formats/windows-event/event-element.js';
import { readEvent, type WindowsEvent } from '../../../src/formats/windows-event/windows-event.js';
import { type BinaryValue, event, type RecordToWrite, value, writeEventLog } from '../../helpers/event-log.js';

interface Outcome extends EvtxFacts {
  readonly events: WindowsEvent[];
  readonly xml: string[];
  readonly offsets: number[];
  readonly losses: EvtxLoss[];
}

function read(bytes: Uint8Array, piece = bytes.length || 1): Outcome {
  const [events, xml, offsets, losses]: [WindowsEvent[], string[], number[], EvtxLoss[]] = [[], [], [], []];
  const reader = new EvtxReader({
    record: (record) => {
      events.push(readEvent(record.event));
      xml.push(xmlOf(record.event));
      offsets.push(record.offset);
    },
    loss: (loss) => losses.push(loss),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return { ...reader.finish(), events, xml, offsets, losses };
}

const TIME = Date.UTC(2021, 2, 4, 22, 10, 31, 123);

function cmdlet(id: number, texts: readonly string[], inline = false): RecordToWrite {
  const content = inline
    ? texts.map((text) => ({ name: 'Data', children: text === '' ? [] : [text] }))
    : [{ name: 'Data', children: [value.texts(texts)] }];
  return event(1, 'MSExchange CmdletLogs', 'MSExchange Management', [{ name: 'EventData', children: content }], {
    id,
    time: TIME + id,
    inline,
  });
}

/** Data of one value, by its type. */
function dataOf(one: BinaryValue): string | undefined {
  const log = writeEventLog([
    [event(7, 'P', 'C', [{ name: 'EventData', children: [{ name: 'Data', children: [one] }] }])],
  ]);
  return read(log).events[0]?.eventData[0]?.value;
}

const log = writeEventLog([
  Array.from({ length: 5 }, (_, i) => cmdlet(i + 1, ['Set-Mailbox', '', `-Identity "u${i}"`])),
  Array.from({ length: 3 }, (_, i) => cmdlet(i + 6, ['Get-Mailbox', 'é'])),
]);

describe('EvtxReader', () => {
  it('reads records of a template, its definition used again, with positional values and empty ones', () => {
    const { events, losses, records, chunks, notes } = read(log);
    expect([records, chunks, losses, [...notes]]).toEqual([8, 2, [], []]);
    expect(events[2]).toEqual({
      recordId: 3,
      time: '2021-03-04T22:10:31.1260000Z',
      shownTime: null,
      provider: 'MSExchange CmdletLogs',
      eventId: 1,
      qualifiers: null,
      version: null,
      level: 4,
      task: null,
      opcode: null,
      keywords: null,
      channel: 'MSExchange Management',
      computer: 'mail.example.test',
      processId: null,
      threadId: null,
      userSid: null,
      activityId: null,
      eventData: ['Set-Mailbox', '', '-Identity "u2"'].map((text) => ({ name: null, value: text })),
      userData: [],
      message: null,
    });
  });

  it('reads records without a template, as forwarded logs have them', () => {
    const texts = ['New-MailboxExportRequest', '', '-FilePath "x"'];
    const [inline, templated] = [true, false].map((form) => read(writeEventLog([[cmdlet(1, texts, form)]])));
    expect(inline?.losses).toEqual([]);
    expect(inline?.events).toEqual(templated?.events);
    expect(inline?.events[0]?.eventData[2]?.value).toBe('-FilePath "x"');
  });

  it.each<readonly [string, BinaryValue, string | undefined]>([
    ['text with its NUL', value.text('a\0'), 'a'],
    ['ANSI text', { type: 0x02, bytes: Buffer.from('caf\xe9\0', 'latin1') }, 'café'],
    ['signed byte', { type: 0x03, bytes: Buffer.from([0xff]) }, '-1'],
    ['signed 64 bits', { type: 0x09, bytes: Buffer.alloc(8, 0xff) }, '-1'],
    ['unsigned 64 bits', { type: 0x0a, bytes: Buffer.alloc(8, 0xff) }, '18446744073709551615'],
    ['float', { type: 0x0b, bytes: Buffer.from([0, 0, 0xc0, 0x3f]) }, '1.5'],
    ['boolean of one byte', { type: 0x0d, bytes: Buffer.from([1]) }, 'true'],
    ['boolean of four', { type: 0x0d, bytes: Buffer.alloc(4) }, 'false'],
    ['binary', { type: 0x0e, bytes: Buffer.from([0x4d, 0x5a]) }, '4D5A'],
    ['pointer', { type: 0x10, bytes: Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]) }, '0x4'],
    ['hexadecimal', value.hex64(0x3e7n), '0x3e7'],
    ['time to 100 ns', value.time(TIME, 4567), '2021-03-04T22:10:31.1234567Z'],
    ['time that is none', value.hex64(0n), '0x0'],
    ['system time', { type: 0x12, bytes: words(2021, 3, 4, 4, 22, 10, 31, 5) }, '2021-03-04T22:10:31.005Z'],
    [
      'SID',
      { type: 0x13, bytes: Buffer.from('010200000000000520000000 20020000'.replaceAll(' ', ''), 'hex') },
      'S-1-5-32-544',
    ],
    ['SID cut short', { type: 0x13, bytes: Buffer.from('01020000', 'hex') }, '01020000'],
    [
      'GUID',
      { type: 0x0f, bytes: Buffer.from('5ccdf070a7210100b77972cfa721d301', 'hex') },
      '{70F0CD5C-21A7-0001-B779-72CFA721D301}',
    ],
    ['type that nobody knows', { type: 0x7a, bytes: Buffer.from([1, 2]) }, '0102'],
    ['no bytes', { type: 0x08, bytes: Buffer.alloc(0) }, ''],
  ])('%s', (_, one, text) => expect(dataOf(one)).toBe(text));

  it('repeats an element for each item of an array, and leaves out what is optional and null', () => {
    const numbers: BinaryValue = { type: 0x88, bytes: Buffer.from([1, 0, 0, 0, 2, 0, 0, 0]) };
    const content = [
      {
        name: 'EventData',
        children: [
          { name: 'Data', attributes: { Name: 'N' }, children: [numbers] },
          { name: 'Binary', children: [value.nothing()] },
          { name: 'Data', attributes: { Name: value.nothing() }, children: ['kept'] },
        ],
      },
    ];
    const { xml } = read(writeEventLog([[event(1, 'P', 'C', content)]]));
    expect(xml[0]).toContain('<EventData><Data Name="N">1</Data><Data Name="N">2</Data><Data>kept</Data></EventData>');
  });

  it('reads binary XML within a value', () => {
    // A fragment, an element without attributes and its text; its name stands in the chunk already: it is found by its offset.
    const plain = writeEventLog([[event(1, 'P', 'C', [{ name: 'UserData', children: [value.text('x')] }])]]);
    const name = plain.indexOf(Buffer.from('Channel', 'utf16le')) - 8 - 4096;
    const inner = Buffer.alloc(21);
    inner.set([0x0f, 1, 1, 0, 0x01], 0);
    inner.writeUInt32LE(name, 9);
    inner.set([0x02, 0x05, 0x01, 1, 0, 0x41, 0, 0x04], 13);
    const nested: BinaryValue = { type: 0x21, bytes: inner };
    const { events, losses } = read(writeEventLog([[event(1, 'P', 'C', [{ name: 'UserData', children: [nested] }])]]));
    expect([events[0]?.userData, losses]).toEqual([[{ name: 'Channel', value: 'A' }], []]);
  });

  it('gives the same whatever the pieces', () => {
    const { offsets, ...whole } = read(log);
    for (const piece of [1, 1000, 65_535, 65_537]) expect(read(log, piece)).toEqual({ ...whole, offsets });
    expect(offsets.every((at) => log.readUInt32LE(at) === 0x2a2a)).toBe(true);
  });

  it.each<readonly [string, (bytes: Buffer) => Buffer, Partial<Outcome> & { readonly reasons: readonly string[] }]>([
    ['no file header', (b) => b.subarray(4096), { records: 8, reasons: [] }],
    [
      'bytes before a chunk',
      (b) => Buffer.concat([b.subarray(0, 4096), Buffer.alloc(700, 1), b.subarray(4096)]),
      { records: 8, reasons: ['not-a-chunk'] },
    ],
    ['a chunk without its magic', (b) => b.fill(1, 4096, 4104), { records: 8, reasons: [] }],
    ['a chunk overwritten', (b) => b.fill(1, 4096, 4096 + 65_536), { records: 3, reasons: ['not-a-chunk'] }],
    [
      'cut inside a chunk',
      (b) => b.subarray(0, 4096 + 65_536 + 600),
      { records: 5, reasons: ['template-outside-chunk', 'cut-short', 'missing-records'] },
    ],
    ['space that was never used', (b) => Buffer.concat([b, Buffer.alloc(200_000)]), { records: 8, reasons: [] }],
    ['a free space that lies', (b) => b.fill(0, 4096 + 49, 4096 + 52), { records: 8, reasons: [] }],
    ['not an event log', () => Buffer.from('GIF89a, or whatever'), { records: 0, reasons: ['not-a-chunk'] }],
    ['nothing', () => Buffer.alloc(0), { records: 0, reasons: [] }],
  ])('%s', (_, damage, { reasons, ...expected }) => {
    const outcome = read(damage(Buffer.from(log)));
    expect(outcome).toMatchObject(expected);
    expect(outcome.losses.map((loss) => loss.reason)).toEqual(reasons);
  });

  it('passes over a damaged record, tells where it was, and reads on', () => {
    const bytes = Buffer.from(log);
    const at = read(log).offsets[2] ?? 0;
    bytes.fill(0xee, at, at + 40);
    const { events, losses } = read(bytes);
    expect(events.map((one) => one.recordId)).toEqual([1, 2, 4, 5, 6, 7, 8]);
    expect(losses).toEqual([
      { offset: at, bytes: expect.any(Number), reason: 'not-a-record', records: null },
      { offset: 4096, bytes: 65_536, reason: 'missing-records', records: 1 },
    ]);
  });

  it('reads a record whose size is damaged', () => {
    const bytes = Buffer.from(log);
    bytes.writeUInt32LE(0, (read(log).offsets[1] ?? 0) + 4);
    expect(read(bytes)).toMatchObject({ records: 8, losses: [] });
  });

  it('ends where a template is marked as followed by more, and reads it', () => {
    const bytes = Buffer.from(log);
    const token = (read(log).offsets[1] ?? 0) + 28;
    expect(bytes[token]).toBe(0x0c);
    bytes[token] = 0x4c;
    expect(read(bytes)).toMatchObject({ records: 8, losses: [] });
  });

  it('notes checksums that are wrong', () => {
    const bytes = Buffer.from(log);
    for (const at of [124, 4096 + 124, 4096 + 52]) bytes.writeUInt32LE(0, at);
    expect([...read(bytes).notes]).toEqual([
      ['file-header-checksum', 1],
      ['chunk-header-checksum', 1],
      ['chunk-records-checksum', 1],
    ]);
  });

  it('is bounded where values are named again and again', () => {
    const big = value.text('x'.repeat(20_000));
    const children = Array.from({ length: 2000 }, () => ({ name: 'D', children: [big] }));
    const bytes = writeEventLog([
      [event(1, 'P', 'C', [{ name: 'EventData', children: [{ name: 'D', children: [big] }] }])],
    ]);
    expect(read(bytes).records).toBe(1);
    const many = children.map(({ name }) => ({ name, children: [value.texts(Array(30).fill(''))] }));
    const large = writeEventLog([[event(1, 'P', 'C', [{ name: 'EventData', children: many.slice(0, 700) }])]]);
    expect(read(large).losses.map((loss) => loss.reason)).toEqual(['too-large']);
  });

  it('never throws, and accounts for what it does not read', () => {
    const clean = read(log).events.map((one) => JSON.stringify(one));
    const change = fc.record({ at: fc.nat(log.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }) });
    const usual = fc.record({
      at: fc.integer({ min: 4096, max: 8000 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(usual, change), { minLength: 1, maxLength: 6 }),
        fc.nat(log.length),
        (changes, cut) => {
          const bytes = Buffer.from(log);
          for (const { at, bytes: some } of changes) bytes.set(some.subarray(0, bytes.length - at), at);
          const outcome = read(cut % 3 === 0 ? bytes.subarray(0, cut) : bytes, 30_000);
          const lost = clean.length - outcome.events.filter((one) => clean.includes(JSON.stringify(one))).length;
          const damaged = outcome.records + outcome.losses.length + outcome.notes.size;
          if (lost > 0 && cut % 3 !== 0) expect(damaged).toBeGreaterThan(0);
          for (const { offset, bytes: size } of outcome.losses) {
            expect(offset >= 0 && offset + size <= bytes.length + 65_536).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('isEvtx', () => {
  it.each([
    [log, true],
    [log.subarray(4096), true],
    [Buffer.from('ElfFil'), false],
    [Buffer.alloc(0), false],
  ] as const)('%#', (head, expected) => expect(isEvtx(head)).toBe(expected));
});

const REAL = fileURLToPath(new URL('../../../../shared/real-data/evtx/', import.meta.url));
const real = existsSync(REAL) ? readdirSync(REAL).sort() : [];

describe.skipIf(real.length === 0)('event logs of real servers', () => {
  it.each(real)('%s', (name) => {
    const { events, losses, records } = read(readFileSync(join(REAL, name)));
    expect([losses, records > 0]).toEqual([[], true]);
    for (const one of events)
      expect([one.time, one.provider, one.eventId, one.channel, one.computer]).not.toContain(null);
  });
});

function words(...parts: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * parts.length);
  parts.forEach((part, i) => void bytes.writeUInt16LE(part, 2 * i));
  return bytes;
}

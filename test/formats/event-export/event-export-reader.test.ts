import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EventExportFacts,
  type EventExportLoss,
  EventExportReader,
} from '../../../src/formats/event-export/event-export-reader.js';
import { exportedTime } from '../../../src/formats/event-export/event-time.js';
import { type EventExportFormat, recogniseEventExport } from '../../../src/formats/event-export/export-format.js';
import type { WindowsEvent } from '../../../src/formats/windows-event/windows-event.js';

interface Outcome extends EventExportFacts {
  readonly events: WindowsEvent[];
  readonly places: (readonly [number, number])[];
  readonly lost: EventExportLoss[];
}

function read(text: string | Uint8Array, format?: EventExportFormat, piece = 65_536): Outcome {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const [events, places, lost]: [WindowsEvent[], Outcome['places'], EventExportLoss[]] = [[], [], []];
  const reader = new EventExportReader(format ?? recogniseEventExport(bytes) ?? 'xml', {
    event: (event, offset, line) => {
      events.push(event);
      places.push([offset, line]);
    },
    loss: (loss) => lost.push(loss),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return { ...reader.finish(), events, places, lost };
}

const xmlEvent = (data: string, id = 1) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MSExchange CmdletLogs'/>` +
  `<EventID Qualifiers='16384'>${id}</EventID><Level>4</Level><TimeCreated SystemTime='2021-03-04T22:10:31.1234567Z'/>` +
  `<EventRecordID>77</EventRecordID><Channel>MSExchange Management</Channel><Computer>mail.example.test</Computer>` +
  `<Security/></System><EventData>${data}</EventData></Event>`;

const EXPECTED = {
  recordId: 77,
  time: '2021-03-04T22:10:31.1234567Z',
  provider: 'MSExchange CmdletLogs',
  eventId: 1,
  level: 4,
  channel: 'MSExchange Management',
  computer: 'mail.example.test',
};

const CMDLET = [
  { name: null, value: 'Set-OabVirtualDirectory' },
  { name: null, value: '' },
  { name: null, value: '-ExternalUrl "http://x/?a=1&b"' },
];

const EXPORTS: Readonly<Record<string, readonly [EventExportFormat, string, Partial<WindowsEvent>]>> = {
  'wevtutil /f:xml': [
    'xml',
    `${xmlEvent('<Data>Set-OabVirtualDirectory</Data><Data></Data><Data>-ExternalUrl "http://x/?a=1&amp;b"</Data>')}\r\n`,
    { ...EXPECTED, qualifiers: 16384, eventData: CMDLET },
  ],
  'Event Viewer': [
    'xml',
    `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>${xmlEvent("<Data Name='a'>b</Data><Binary>4D5A</Binary>")}</Events>`,
    {
      ...EXPECTED,
      eventData: [
        { name: 'a', value: 'b' },
        { name: 'Binary', value: '4D5A' },
      ],
    },
  ],
  'Export-Csv': [
    'csv',
    '#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated","Properties"\r\n' +
      '"Cmdlet succeeded.\r\nCmdlet ""Set-X""","1","4","77","MSExchange CmdletLogs","MSExchange Management","mail.example.test","3/4/2021 10:10:31 PM","System.Collections.Generic.List`1"\r\n',
    {
      ...EXPECTED,
      time: null,
      shownTime: '3/4/2021 10:10:31 PM',
      message: 'Cmdlet succeeded.\r\nCmdlet "Set-X"',
      eventData: [],
    },
  ],
  'EvtxECmd CSV': [
    'csv',
    'RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,Computer,ChunkNumber,MapDescription,Payload\r\n' +
      '3,77,2021-03-04 22:10:31.1234567,1,Info,MSExchange CmdletLogs,MSExchange Management,12,mail.example.test,0,,"{""EventData"":{""Data"":[{""@Name"":""a"",""#text"":""b""},{""@Name"":""c""}]}}"\r\n',
    {
      ...EXPECTED,
      processId: 12,
      eventData: [
        { name: 'a', value: 'b' },
        { name: 'c', value: '' },
      ],
    },
  ],
  'hayabusa CSV': [
    'csv',
    '"Timestamp","RuleTitle","Level","Computer","Channel","EventID","RecordID","Details"\r\n' +
      '"2021-03-05 00:10:31.1234567 +02:00","Some rule","crit","mail.example.test","MSExchange Management","1","77","Cmdlet: Set-X ¦ Url: http://x"\r\n',
    {
      ...EXPECTED,
      provider: null,
      level: null,
      eventData: [
        { name: 'Cmdlet', value: 'Set-X' },
        { name: 'Url', value: 'http://x' },
      ],
    },
  ],
  'hayabusa JSONL': [
    'json',
    '{"Timestamp":"2021-03-04T22:10:31.1234567Z","RuleTitle":"r","Level":"high","Computer":"mail.example.test","Channel":"MSExchange Management","EventID":1,"RecordID":77,"Details":{"Cmdlet":"Set-X","__proto__":"p"}}\n',
    {
      ...EXPECTED,
      provider: null,
      level: null,
      eventData: [
        { name: 'Cmdlet', value: 'Set-X' },
        { name: '__proto__', value: 'p' },
      ],
    },
  ],
  'ConvertTo-Json': [
    'json',
    `[\r\n  {\r\n    "Id": 1,\r\n    "RecordId": 77,\r\n    "ProviderName": "MSExchange CmdletLogs",\r\n    "LogName": "MSExchange Management",\r\n    "Level": 4,\r\n    "MachineName": "mail.example.test",\r\n    "TimeCreated": "\\/Date(1614895831123)\\/",\r\n    "Properties": [{"Value": "Set-X"}, {"Value": 5}]\r\n  }\r\n]\r\n`,
    {
      ...EXPECTED,
      time: '2021-03-04T22:10:31.123Z',
      eventData: [
        { name: null, value: 'Set-X' },
        { name: null, value: '5' },
      ],
    },
  ],
  'the tree of an event as JSON': [
    'json',
    '{"Event":{"System":{"Provider":{"Name":"MSExchange CmdletLogs"},"EventID":{"Value":1},"Level":4,"TimeCreated":{"SystemTime":"2021-03-04T22:10:31.1234567Z"},"EventRecordID":77,"Channel":"MSExchange Management","Computer":"mail.example.test"},"EventData":{"Data":["Set-X",""]}}}\n',
    {
      ...EXPECTED,
      eventData: [
        { name: null, value: 'Set-X' },
        { name: null, value: '' },
      ],
    },
  ],
  'wevtutil /f:text': [
    'wevtutil-text',
    'Event[0]:\r\n  Log Name: MSExchange Management\r\n  Source: MSExchange CmdletLogs\r\n  Date: 2021-03-04T22:10:31.123\r\n  Event ID: 1\r\n  Task: General\r\n  Level: Information\r\n  Computer: mail.example.test\r\n  Description: \r\nCmdlet succeeded.\r\n\r\n  Source: not this\r\n\r\n',
    {
      ...EXPECTED,
      recordId: null,
      time: null,
      shownTime: '2021-03-04T22:10:31.123',
      message: 'Cmdlet succeeded.\r\n\r\n  Source: not this',
    },
  ],
  'Format-List': [
    'format-list',
    '\r\n\r\nTimeCreated  : 3/4/2021 10:10:31 PM\r\nProviderName : MSExchange CmdletLogs\r\nId           : 1\r\nMessage      : Cmdlet succeeded.\r\n               \r\n               Cmdlet Set-X\r\n\r\n',
    {
      time: null,
      shownTime: '3/4/2021 10:10:31 PM',
      provider: 'MSExchange CmdletLogs',
      eventId: 1,
      message: 'Cmdlet succeeded.\nCmdlet Set-X',
    },
  ],
};

describe('EventExportReader', () => {
  it.each(Object.entries(EXPORTS))('%s', (_, [format, text, expected]) => {
    expect(recogniseEventExport(Buffer.from(text))).toBe(format);
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), wide]) {
      for (const piece of [65_536, 100, 1]) {
        const { events, lost } = read(bytes, format, piece);
        expect([events.length, lost]).toEqual([1, []]);
        expect(events[0]).toMatchObject(expected);
      }
    }
  });

  it.each(Object.entries(EXPORTS))('%s: several, and where each begins', (_, [format, text]) => {
    const [head, body] =
      format === 'csv'
        ? [text.slice(0, text.lastIndexOf('\r\n"C') + 2), '']
        : ['', text.replace(/<\/?Events>|<\?xml.*?\?>/g, '')];
    if (format === 'csv') expect(head.length).toBeGreaterThan(0);
    else {
      const { events, places, lost } = read(body.repeat(3), format);
      expect([events.length, lost]).toEqual([3, []]);
      expect([...places].sort((a, b) => a[0] - b[0])).toEqual(places);
      expect(new Set(places.map(([, line]) => line)).size).toBe(
        body.trimEnd().includes('\n') || body.endsWith('\n') ? 3 : 1,
      );
    }
  });

  it.each<readonly [string, EventExportFormat, string, readonly string[], number]>([
    ['an event cut by the next', 'xml', `${xmlEvent('<Data>').slice(0, -30)}\n${xmlEvent('')}`, ['not-an-event'], 1],
    ['an unknown entity', 'xml', `${xmlEvent('<Data>&x;</Data>')}\n${xmlEvent('')}`, ['not-an-event'], 1],
    ['something between events', 'xml', `${xmlEvent('')}<Other/>${xmlEvent('')}`, ['not-an-event'], 2],
    ['the end within an event', 'xml', `${xmlEvent('')}\n${xmlEvent('').slice(0, 200)}`, ['cut-short'], 1],
    ['deep nesting', 'xml', xmlEvent('<a>'.repeat(100) + '</a>'.repeat(100)), ['not-an-event'], 0],
    ['more tags than any event has', 'xml', xmlEvent('<a/>'.repeat(20_000)), ['not-an-event'], 0],
    ['names of properties', 'xml', xmlEvent("<__proto__ a='1'/><constructor/><Data __proto__='x'>y</Data>"), [], 1],
    [
      'a line of JSON that is cut',
      'json',
      '{"EventID":1,"Channel":"a\n{"EventID":2,"Channel":"b"}\n',
      ['not-an-event'],
      1,
    ],
    ['an object of JSON that is cut', 'json', '{"EventID":1,\n{"EventID":2,"Channel":"b"}\n', ['not-an-event'], 1],
    ['JSON that is no event', 'json', '{"a":1}\n"x"\n{"EventID":2}\n', ['not-an-event', 'not-an-event'], 1],
    ['a row with a cell too few', 'csv', 'EventID,Channel\n1\n2,b\n', ['not-an-event'], 1],
    ['a quote that stays open', 'csv', 'EventID,Channel\n1,"a\n2,b\n3,c\n', ['not-an-event'], 2],
    ['the end within a row', 'csv', 'EventID,Channel\n1,a\n2', ['not-an-event'], 1],
    ['text that is no event', 'wevtutil-text', 'Event[0]:\n  Foo: x\nEvent[1]:\n  Event ID: 5\n', ['not-an-event'], 1],
  ])('counts %s', (_, format, text, reasons, events) => {
    const outcome = read(text, format);
    expect([outcome.lost.map(({ reason }) => reason), outcome.records]).toEqual([reasons, events]);
  });

  it('gives the same in any pieces, and never throws', () => {
    const bits = fc.constantFrom(
      '<Event ',
      '</Event>',
      '<',
      '{',
      '}',
      '"',
      ',',
      '\n',
      '\r\n',
      ' : ',
      'Event[1]:',
      '  Event ID: 5',
      '"EventID":1',
      xmlEvent('<Data>x</Data>'),
      '{"EventID":1}',
      'é',
      '\\',
      'Id : 1',
      '<!DOCTYPE x [<!ENTITY a "b">]>',
      '1,2',
    );
    const formats = fc.constantFrom<EventExportFormat>('xml', 'csv', 'json', 'wevtutil-text', 'format-list');
    fc.assert(
      fc.property(
        fc.array(bits, { maxLength: 30 }),
        formats,
        fc.integer({ min: 1, max: 50 }),
        (parts, format, piece) => {
          const text = Buffer.from(parts.join(''));
          expect(read(text, format, piece)).toEqual(read(text, format));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('recogniseEventExport', () => {
  it.each([
    ['', null],
    ['<configuration/>', null],
    ['{"name":"x"}', null],
    ['a,b,c\n1,2,3\n', null],
    ['Name : x\nId : 1\n', null],
    ['DateTime,EventId,EventData\n', null],
  ])('%j', (text, expected) => expect(recogniseEventExport(Buffer.from(text))).toBe(expected));
});

describe('exportedTime', () => {
  it.each([
    ['2021-03-04 22:10:31.1234567 +00:00', '2021-03-04T22:10:31.1234567Z'],
    ['2021-03-04T22:10:31-0130', '2021-03-04T23:40:31Z'],
    ['2021-03-04T22:10:31', null],
    ['2021-13-04T22:10:31Z', null],
    ['4.3.2021 22:10:31', null],
    ['1969-12-31T23:59:59Z', null],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
    ['/Date(253402300799999)/', '9999-12-31T23:59:59.999Z'],
    ['/Date(253402300800000)/', null],
    ['/Date(999999999999999)/', null],
  ])('%s', (text, time) => expect(exportedTime(text)).toEqual({ time, shownTime: time === null ? text : null }));
});

it.each<[string, string, readonly (readonly [string | null, string])[]]>([
  ['a text alone', 'ab', [[null, 'ab']]],
  [
    'a text beside values',
    '<Data Name="A">1</Data> <Data>2</Data>',
    [
      ['A', '1'],
      [null, '2'],
    ],
  ],
  ['a value of parts', '<Data Name="A">1<b>2</b>3</Data>', [['A', '123']]],
  ['a value of one part', '<Data Name="A"><b>2</b></Data>', [['A', '2']]],
  ['an element of another name', '<Binary>00</Binary>', [['Binary', '00']]],
])('reads data: %s', (_, data, expected) => {
  const [event] = read(xmlEvent(data)).events;
  expect(event?.eventData.map(({ name, value }) => [name, value])).toEqual(expected);
});

it('reads the data of users by elements and attributes, but for namespaces', () => {
  const data =
    '</EventData><UserData><X xmlns="urn:x" xmlns:y="urn:y" Id="7"><A>1</A><B/><C>2<D>3</D></C></X></UserData><EventData>';
  const [event] = read(xmlEvent(data)).events;
  expect(event?.userData.map(({ name, value }) => [name, value])).toEqual([
    ['Id', '7'],
    ['A', '1'],
    ['D', '3'],
  ]);
});

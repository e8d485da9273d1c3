import { expect, it } from 'vitest';
import { ExchangeCsvReader, MAXIMUM_RECORD } from '../../../src/formats/exchange-csv/exchange-csv-reader.js';

/** What a log gives, pushed in pieces: records and losses with offset and line, then counts. `~` stands for more than a record may have. */
function tree(log: string, piece = Number.POSITIVE_INFINITY): string[] {
  const bytes = Buffer.from(log.replaceAll('~', 'x'.repeat(MAXIMUM_RECORD + 1)), 'latin1');
  const lines: string[] = [];
  const reader = new ExchangeCsvReader({
    record: (record) => {
      const names = record.header.columns?.names ?? [];
      const cells = names.map((_, i) => record.cell(i));
      expect(record.field(names[0]?.toLowerCase() ?? '')).toBe(cells[0]);
      lines.push(
        `${record.offset}:${record.line} ${record.seconds} ${cells.map((cell) => cell.slice(0, 40)).join('|')}`,
      );
      expect([record.field('none'), record.cell(-1), record.cell(99)]).toEqual([null, '', '']);
    },
    loss: ({ offset, line, reason }) => void lines.push(`${offset}:${line} ${reason}`),
  });
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  const { records, timeless, losses, lines: count, cutShort, header } = reader.finish();
  const told = [header.kind, header.software, header.version, header.logType].map((one) => one ?? '-').join(' ');
  return [
    ...lines,
    `${records} ${timeless} ${losses} ${count} ${cutShort}: ${told}${header.headerless ? ' without header' : ''}`,
  ];
}

const T = '2021-03-04T22:10:31.123Z';
const HEADER =
  '#Software: Microsoft Exchange Server\r\n#Version: 15.1\r\n#Log-type: ECP Server Log\r\n#Fields: TimeStamp,Name,Value\r\n';

it.each<[string, string[]]>([
  [`${HEADER}`, ['0 0 0 4 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log']],
  [
    `${HEADER}${T},a,b\r\n`,
    [`112:5 1614895831.123 ${T}|a|b`, '1 0 0 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [
    `${HEADER}${T},a,b`,
    [`112:5 1614895831.123 ${T}|a|b`, '1 0 0 4 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [
    `${HEADER}${T},a,b\r\n${T},c`,
    [
      `112:5 1614895831.123 ${T}|a|b`,
      '142:6 cut-short',
      '1 0 1 5 true: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},a,b\r\n\r\n${T},c,d\n`,
    [
      `112:5 1614895831.123 ${T}|a|b`,
      `144:7 1614895831.123 ${T}|c|d`,
      '2 0 0 7 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [`${HEADER}\r\n`, ['0 0 0 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log']],
  [
    `${HEADER}${T},a\r\n${T},c,d\r\n`,
    [
      '112:5 columns',
      `140:6 1614895831.123 ${T}|c|d`,
      '1 0 1 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},a,b,c\r\n${T},c,d\r\n`,
    [
      '112:5 columns',
      `144:6 1614895831.123 ${T}|c|d`,
      '1 0 1 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},"a\r\n${T},b,c\r\n`,
    [
      '112:5 quotes',
      `141:6 1614895831.123 ${T}|b|c`,
      '1 0 1 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},"a"b,c\r\n${T},d,e\r\n`,
    [
      '112:5 quotes',
      `145:6 1614895831.123 ${T}|d|e`,
      '1 0 1 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},"a\r\nb",c\r\n${T},d,e\r\n`,
    [
      `112:5 1614895831.123 ${T}|a\r\nb|c`,
      `147:7 1614895831.123 ${T}|d|e`,
      '2 0 0 7 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},"a\r\nb",c,d\r\n${T},e,f\r\n`,
    [
      '112:5 quotes',
      `141:6 NaN b"|c|d`,
      `149:7 1614895831.123 ${T}|e|f`,
      '2 1 1 7 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},"a""b",\r\n`,
    [`112:5 1614895831.123 ${T}|a"b|`, '1 0 0 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [`${HEADER}${T},"a`, ['112:5 cut-short', '0 0 1 4 true: ecp-server Microsoft Exchange Server 15.1 ECP Server Log']],
  [
    `${HEADER}${T},a,"b\r\n`,
    ['112:5 quotes', '0 0 1 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [
    `${HEADER}\u0000\u0000\u0000${T},a,b\r\n`,
    [
      '112:5 nul-bytes',
      `115:5 1614895831.123 ${T}|a|b`,
      '1 0 1 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},a,b\r\n\u0000\u0000\u0000`,
    [
      `112:5 1614895831.123 ${T}|a|b`,
      '142:6 nul-bytes',
      '1 0 1 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},a,b\r\n\u0000\u0000\r\n${T},c,d\r\n`,
    [
      `112:5 1614895831.123 ${T}|a|b`,
      '142:6 nul-bytes',
      `146:7 1614895831.123 ${T}|c|d`,
      '2 0 1 7 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}TimeStamp,Name,Value\r\n${T},a,b\r\n`,
    [`134:6 1614895831.123 ${T}|a|b`, '1 0 0 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [
    `${HEADER}timestamp, NAME ,value\r\n${T},a,b\r\n`,
    [`136:6 1614895831.123 ${T}|a|b`, '1 0 0 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [
    `${HEADER}TimeStamp,Name,Other\r\n${T},a,b\r\n`,
    [
      '112:5 NaN TimeStamp|Name|Other',
      `134:6 1614895831.123 ${T}|a|b`,
      '2 1 0 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}Name,a,b\r\n`,
    ['112:5 NaN Name|a|b', '1 1 0 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [`DateTime,Name,Value\r\n${T},a,b\r\n`, [`21:2 1614895831.123 ${T}|a|b`, '1 0 0 2 false: other - - -']],
  [`date-time,A,B,C\n${T},a,b,c\n`, [`16:2 1614895831.123 ${T}|a|b|c`, '1 0 0 2 false: other - - -']],
  [`DateTime,Name\r\n${T},a\r\n`, ['0:1 no-columns-known', '15:2 no-columns-known', '0 0 2 2 false: other - - -']],
  [`DateTime,Name,1\r\n${T},a,b\r\n`, ['0:1 no-columns-known', '17:2 no-columns-known', '0 0 2 2 false: other - - -']],
  [`Other,Name,Value\r\n${T},a,b\r\n`, ['0:1 no-columns-known', '18:2 no-columns-known', '0 0 2 2 false: other - - -']],
  [
    `${HEADER}${T},a,b\r\n#Fields: DateTime,X\r\n${T},c\r\n`,
    [
      `112:5 1614895831.123 ${T}|a|b`,
      `163:7 1614895831.123 ${T}|c`,
      '2 0 0 7 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [`${HEADER}#Software: Other\r\n${T},a,b\r\n`, [`130:6 1614895831.123 ${T}|a|b`, '1 0 0 6 false: other Other - -']],
  [
    `${HEADER}#Date: x\r\n# a comment\r\n#version:  2 \r\n${T},a,b\r\n`,
    [`150:8 1614895831.123 ${T}|a|b`, '1 0 0 8 false: ecp-server Microsoft Exchange Server 2 ECP Server Log'],
  ],
  ['#Fields: a,b\r\n1,2\r\n', ['14:2 NaN 1|2', '1 1 0 2 false: other - - -']],
  ['#Fields: TimeStamp,Name,Value', ['0 0 0 0 false: other - - -']],
  [
    `${HEADER}2021-03-04T22:10:31Z,a,b\r\n2021-03-04T22:10:31,a,b\r\n2021-03-04 22:10:31,a,b\r\n2021-03-04T22:10,a,b\r\n,a,b\r\nx,a,b\r\n2021-03-04T22:10:31.5Z,a,b\r\n2021-13-04T22:10:31Z,a,b\r\n`,
    [
      '112:5 1614895831 2021-03-04T22:10:31Z|a|b',
      '138:6 1614895831 2021-03-04T22:10:31|a|b',
      '163:7 NaN 2021-03-04 22:10:31|a|b',
      '188:8 NaN 2021-03-04T22:10|a|b',
      '210:9 NaN |a|b',
      '216:10 NaN x|a|b',
      '223:11 1614895831.5 2021-03-04T22:10:31.5Z|a|b',
      '251:12 NaN 2021-13-04T22:10:31Z|a|b',
      '8 5 0 12 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  ['a,b\r\n', ['0:1 no-columns-known', '0 0 1 1 false: other - - -']],
  ['a', ['0:1 no-columns-known', '0 0 1 0 false: other - - -']],
  ['', ['0 0 0 0 false: other - - -']],
  ['\r\n\r\n', ['0 0 0 2 false: other - - -']],
  ['#', ['0 0 0 0 false: other - - -']],
  [`"a"\r\n`, ['0:1 no-columns-known', '0 0 1 1 false: other - - -']],
  [
    `${HEADER}${T},a,caf\u00e9\r\n`,
    [
      `112:5 1614895831.123 ${T}|a|caf\u00e9`,
      '1 0 0 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},a,\u00c3\u00a9\r\n`,
    [`112:5 1614895831.123 ${T}|a|\u00e9`, '1 0 0 5 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log'],
  ],
  [
    `${HEADER}${T},~,b\r\n${T},c,d\r\n`,
    [
      `112:5 1614895831.123 ${T}|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|b`,
      `1048718:6 1614895831.123 ${T}|c|d`,
      '2 0 0 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [
    `${HEADER}${T},"~\r\n${T},c,d\r\n`,
    [
      '112:5 quotes',
      `1048717:6 1614895831.123 ${T}|c|d`,
      '1 0 1 6 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log',
    ],
  ],
  [`${HEADER}~`, ['112:5 too-long', '0 0 1 4 false: ecp-server Microsoft Exchange Server 15.1 ECP Server Log']],
])('gives the same of %j, whatever the pieces', (log, expected) => {
  expect(tree(log)).toEqual(expected);
  for (const piece of log.includes('~') ? [100_000] : [1, 3, 50]) expect(tree(log, piece)).toEqual(expected);
});

it.each<[string, number, string[]]>([
  ['\0'.repeat(40), 9, ['0:1 nul-bytes']],
  [`${'\0'.repeat(40)}${T},a,b\r\n`, 9, ['0:1 nul-bytes', '40:1 no-columns-known']],
  [
    `${HEADER}${T},a,b\r\n${'\0'.repeat(40)}${T},c,d\r\n`,
    25,
    [`112:5 1614895831.123 ${T}|a|b`, '142:6 nul-bytes', `182:6 1614895831.123 ${T}|c|d`],
  ],
])('passes over NULs at once, however they come: %j', (log, piece, expected) => {
  expect(tree(log, piece).slice(0, -1)).toEqual(expected);
});

it('loses no more than a record of NULs at once', () => {
  expect(tree('\0'.repeat(2 * MAXIMUM_RECORD + 9), 65_536).slice(0, -1)).toHaveLength(3);
});

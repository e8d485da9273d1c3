import { describe, expect, it } from 'vitest';
import { bareExchangeLog, logFacts } from '../../../src/collection/kinds/log-facts.js';

const IIS = '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n';
const FIELDS = '#Fields: date time s-computername s-ip cs-method cs-uri-stem sc-status\r\n';
const row = (server: string, address: string, method: string) =>
  `2021-03-03 00:00:01 ${server} ${address} ${method} /a 200\r\n`;

/** What the head of a log tells, in a line. */
const told = (text: string) => {
  const facts = logFacts(text);
  return facts && [facts.kind, facts.computer, ...facts.addresses].join(' ');
};

describe('a log of IIS', () => {
  it.each<[string, string, string | null]>([
    ['tells its server', IIS + FIELDS + row('EX01', '192.0.2.10', 'GET'), 'iis-log EX01 192.0.2.10'],
    [
      'tells all of its addresses, each once',
      IIS +
        FIELDS +
        row('EX01', '192.0.2.20', 'GET') +
        row('EX01', '192.0.2.10', 'GET') +
        row('EX01', '192.0.2.20', 'GET'),
      'iis-log EX01 192.0.2.10 192.0.2.20',
    ],
    [
      'begins behind what a crash left',
      `\0\0\r\n${IIS}${FIELDS}${row('EX01', '192.0.2.10', 'GET')}`,
      'iis-log EX01 192.0.2.10',
    ],
    [
      'tells no server in a name that none has',
      IIS + FIELDS + row('<EX01>', '192.0.2.10', 'GET'),
      'iis-log  192.0.2.10',
    ],
    ['tells no address in what is none', IIS + FIELDS + row('EX01', '-', 'GET'), 'iis-log EX01'],
    [
      'tells nothing by a line that lacks columns',
      `${IIS}${FIELDS}2021-03-03 00:00:01 EX01 192.0.2.10\r\n`,
      'iis-log ',
    ],
    [
      'tells nothing by columns that it has not',
      `${IIS}#Fields: date time cs-uri-stem\r\n2021-03-03 00:00:01 /a\r\n`,
      'iis-log ',
    ],
    [
      'is one without its directives',
      '2021-03-03 00:00:01 192.0.2.10 GET /a - 443 - 198.51.100.7 agent - 200 0 0 52\r\n',
      'iis-log ',
    ],
    ['is one without records', IIS + FIELDS, 'iis-log '],
    [
      'is judged by the records of its first header',
      `${IIS}${FIELDS}${row('EX01', '192.0.2.10', 'GET')}#Fields: date time s-ip\r\n2021-03-03 00:00:01 192.0.2.99\r\n`,
      'iis-log EX01 192.0.2.10',
    ],
    [
      'has the header that stands right before its records',
      `${IIS}#Fields: date time\r\n${FIELDS}${row('EX01', '192.0.2.10', 'GET')}`,
      'iis-log EX01 192.0.2.10',
    ],
    [
      'is one of IIS’s own format',
      '192.0.2.1, -, 3/3/2021, 7:55:20, W3SVC1, EX01, 192.0.2.10, 4502, 163, 3223, 200, 0, GET, /owa/, -,\r\n',
      'iis-log EX01 192.0.2.10',
    ],
    ['of another software is none', '#Software: Other 1.0\r\n#Version: 1.0\r\n#Fields: a b\r\n1 2\r\n', null],
    [
      'of HTTP.sys tells no server',
      '#Software: Microsoft HTTP API 2.0\r\n#Version: 1.0\r\n#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\r\n',
      'httperr-log ',
    ],
  ])('%s', (_, text, expected) => expect(told(text)).toBe(expected));

  it('tells by fifty records', () => {
    const rows = Array.from({ length: 51 }, (_, i) => row('EX01', `192.0.2.${i}`, 'GET'));
    expect(logFacts(IIS + FIELDS + rows.join(''))?.addresses).toHaveLength(50);
  });

  it.each(['', ' \0\r\n', 'a text', '{"a": 1}', '<configuration>', '[2021] x'])('is none of %j', (text) => {
    expect(logFacts(text)).toBeNull();
  });
});

describe('of the services that share its format', () => {
  it.each<[readonly string[], string]>([
    [['GET', 'POST'], 'iis-log'],
    [['USER', 'PASS', 'STOR', 'QUIT'], 'ftp-log'],
    [['[12]USER', '[12]created', '-'], 'ftp-log'],
    [['STOR', 'GET'], 'iis-log'],
    [['EHLO', 'MAIL', 'RCPT', 'QUIT'], 'smtp-log'],
    [['EHLO', 'GET'], 'iis-log'],
    [['EHLO', 'STOR'], 'iis-log'],
    [['QUIT', 'DATA'], 'iis-log'],
    [[], 'iis-log'],
  ])('%j are the commands of %s', (methods, kind) => {
    expect(logFacts(IIS + FIELDS + methods.map((method) => row('EX01', '192.0.2.10', method)).join(''))?.kind).toBe(
      kind,
    );
  });

  it.each<[string, string, string]>([
    ['the path of a file is a column of FTP', '', 'ftp-log'],
    ['but not where somebody asks for pages', '2021-03-03 00:00:01 GET /a\r\n', 'iis-log'],
    ['and commands that tell nothing leave it so', '2021-03-03 00:00:01 QUIT /a\r\n', 'ftp-log'],
  ])('%s', (_, rows, kind) => {
    expect(logFacts(`${IIS}#Fields: date time cs-method x-fullpath\r\n${rows}`)?.kind).toBe(kind);
  });

  it('requests without a method are of pages', () => {
    expect(logFacts(`${IIS}#Fields: date time cs-uri-stem\r\n2021-03-03 00:00:01 STOR\r\n`)?.kind).toBe('iis-log');
  });
});

describe('a log of Exchange', () => {
  const COLUMNS = 'DateTime,RequestId,ServerHostName,Protocol';
  const record = '2021-03-03T05:01:00.000Z,r1,EX01,Owa\r\n';
  it.each<[string, string, string | null]>([
    ['is one by its first line', `${COLUMNS}\r\n#Software: x\r\n#Fields: ${COLUMNS}\r\n${record}`, 'exchange-log EX01'],
    [
      'is one by its software',
      `#Software: Microsoft Exchange Server\r\n#Fields: ${COLUMNS}\r\n${record}`,
      'exchange-log EX01',
    ],
    [
      'is one by its type',
      `#Software: x\r\n#Log-type: HttpProxy Logs\r\n#Fields: ${COLUMNS}\r\n${record}`,
      'exchange-log EX01',
    ],
    [
      'tells no server in a record that is cut',
      `#Log-type: x\r\n#Fields: ${COLUMNS}\r\n2021-03-03T05:01:00.000Z,r1\r\n`,
      'exchange-log ',
    ],
    ['of something else is none', `#Software: x\r\n#Fields: ${COLUMNS}\r\n${record}`, null],
  ])('%s', (_, text, expected) => expect(told(text)).toBe(expected));

  const bare = (text: string) => {
    const facts = bareExchangeLog(Buffer.from(text), text);
    return facts && [facts.kind, facts.computer].join(' ');
  };
  it.each<[string, string, string | null]>([
    ['without its header is none by a time alone', '2021-03-03T05:01:00.000Z,a\r\n', null],
    ['without its header is none by what is no time', 'abc,EX01\r\n', null],
    [
      'of its setup is one',
      '[03/03/2021 05:01:00.0000] [0] Setup is choosing the domain controller\r\n[03/03/2021 05:01:01.0000] [1] Beginning processing\r\n',
      'exchange-log ',
    ],
    ['of another setup is none', '[03/03/2021 x\r\n', null],
  ])('%s', (_, text, expected) => expect(bare(text)).toBe(expected));
});

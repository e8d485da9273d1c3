import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HuntOptions } from '../../src/case/hunt-settings.js';
import { hunt } from '../../src/hunt.js';
import type { Finding, Report } from '../../src/model/finding.js';
import { APPLICATION_HOST, evidence } from '../collection/evidence-folder.js';

const SITE = 'EX01/C/inetpub/logs/LogFiles/W3SVC1';
const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status';
const W3C = `#Software: Microsoft Internet Information Services 10.0\r\n${FIELDS}\r\n`;
/** The path confusion of ProxyShell. */
const EXPLOIT = '/autodiscover/autodiscover.json';
const QUERY = '@corp.example/owa/?&Email=autodiscover/autodiscover.json%3F@corp.example';

const native = (...times: string[]): string =>
  times
    .map(
      (time) =>
        `203.0.113.7, -, ${time}, W3SVC1, EX01, 192.0.2.10, 15, 163, 3223, 404, 0, GET, ${EXPLOIT}, ${QUERY},\r\n`,
    )
    .join('');
const ZONE_FILE = 'EX01/C/timezone.reg';
const ZONE = [
  'Windows Registry Editor Version 5.00',
  '',
  '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation]',
  '"Bias"=dword:ffffffc4',
  '"StandardBias"=dword:00000000',
  '"DaylightBias"=dword:ffffffc4',
  '"DaylightStart"=hex:00,00,03,00,05,00,02,00,00,00,00,00,00,00,00,00',
  '"StandardStart"=hex:00,00,0a,00,05,00,03,00,00,00,00,00,00,00,00,00',
  '',
].join('\r\n');

const report = (files: Readonly<Record<string, string | Buffer>>, options: Partial<HuntOptions> = {}) =>
  hunt({ paths: [evidence(files)], require: ['none'], ...options }).report;
const pathConfusion = ({ findings }: Report): Finding[] =>
  findings.filter(({ title }) => title === 'ProxyShell request to the back end');
const seen = (made: Report) => pathConfusion(made).map(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]);
const uncertain = ({ coverage }: Report) =>
  coverage.entries.filter(({ code, message }) => code === 'times-unreliable' && message.includes('local time'));

describe('times of logs in local time', () => {
  const winterAndSummer = native('1/15/2021, 12:00:00', '7/15/2021, 12:00:00');

  it('are UTC in findings, by the rules of the registry', async () => {
    const made = await report({ [`${SITE}/in2101.log`]: winterAndSummer, [ZONE_FILE]: ZONE });
    expect(seen(made)).toEqual([['2021-01-15T11:00:00.000Z', '2021-07-15T10:00:00.000Z']]);
    expect(uncertain(made)).toEqual([]);
  });

  it('are UTC by what systeminfo prints, which does not tell summer time: the report says so', async () => {
    const listing = 'Host Name:    EX01\r\nTime Zone:    (UTC+01:00) Amsterdam, Berlin, Bern, Rome\r\n';
    const made = await report({ [`${SITE}/in2101.log`]: winterAndSummer, 'EX01/C/systeminfo.txt': listing });
    expect(seen(made)).toEqual([['2021-01-15T11:00:00.000Z', '2021-07-15T11:00:00.000Z']]);
    expect(uncertain(made)).toMatchObject([{ count: 1, incomplete: false, message: /summer time is not/ }]);
  });

  it('are taken as they stand where nothing tells the zone, which the report says once', async () => {
    const made = await report({
      [`${SITE}/in2101.log`]: winterAndSummer,
      [`${SITE}/in2102.log`]: native('2/2/2021, 1:00:00'),
    });
    expect(seen(made)).toEqual([['2021-01-15T12:00:00.000Z', '2021-07-15T12:00:00.000Z']]);
    expect(uncertain(made)).toHaveLength(1);
    expect(uncertain(made)[0]).toMatchObject({ count: 2, incomplete: false });
    expect(uncertain(made)[0]?.message).toMatch(/2 logs .*TimeZoneInformation.*systeminfo/);
  });

  it('are those of each server', async () => {
    const other = native('1/15/2021, 12:00:00').replaceAll('EX01', 'EX02');
    const made = await report({
      [`${SITE}/in2101.log`]: native('1/15/2021, 12:00:00'),
      [ZONE_FILE]: ZONE,
      'EX02/C/inetpub/logs/LogFiles/W3SVC1/in2101.log': other,
    });
    expect(pathConfusion(made).map(({ host, firstSeen }) => [host, firstSeen])).toEqual(
      expect.arrayContaining([
        ['EX01', '2021-01-15T11:00:00.000Z'],
        ['EX02', '2021-01-15T12:00:00.000Z'],
      ]),
    );
    expect(uncertain(made)).toMatchObject([{ host: 'EX02', count: 1 }]);
  });

  const w3c = `${W3C}2021-07-15 12:00:00 192.0.2.10 GET ${EXPLOIT} ${QUERY} 443 - 203.0.113.7 Agent 404\r\n`;
  const host = (logFile: string) =>
    APPLICATION_HOST().replace('<application path="/">', `${logFile}<application path="/">`);
  const CONFIG = 'EX01/C/Windows/System32/inetsrv/config/applicationHost.config';

  it.each([
    ['W3C, which is UTC wherever the server is', w3c, '', '12'],
    ['W3C in files of local days, which is UTC all the same', w3c, '<logFile localTimeRollover="true" />', '12'],
    ['W3C that the configuration makes local', w3c, '<logFile logFileTime="Local" />', '10'],
  ])('%s', async (_, log, logFile, hour) => {
    const made = await report({ [`${SITE}/u_ex210715.log`]: log, [CONFIG]: host(logFile), [ZONE_FILE]: ZONE });
    expect(pathConfusion(made).map(({ firstSeen }) => firstSeen)).toEqual([`2021-07-15T${hour}:00:00.000Z`]);
    expect(uncertain(made)).toEqual([]);
  });

  it('the clock going back at the end of summer is no sign of lines that were moved', async () => {
    const lines = native(
      '10/31/2021, 1:55:00',
      '10/31/2021, 2:55:00',
      '10/31/2021, 2:05:00',
      '10/31/2021, 2:59:00',
      '10/31/2021, 3:05:00',
    );
    for (const zone of [{ [ZONE_FILE]: ZONE }, {}]) {
      const { findings } = await report({ [`${SITE}/in211031.log`]: lines, ...zone });
      expect(findings.filter(({ rule }) => rule.id.startsWith('iis.log-'))).toEqual([]);
    }
  });
});

describe('gaps of a front end in local time', () => {
  const HOUR = 3_600_000;
  const BACK_END = SITE.replace('W3SVC1', 'W3SVC2');
  // Summer time begins on the fifth day.
  const begin = Date.parse('2021-03-24T00:00:00Z');
  const hours = Array.from({ length: 240 }, (_, i) => begin + i * HOUR);
  const eachMinute = (hour: number) => Array.from({ length: 25 }, (_, i) => hour + 2 * i * 60_000);
  const frontEnd = (missing: (hour: number) => boolean) =>
    hours
      .filter((hour) => !missing(hour))
      .flatMap(eachMinute)
      .map((time) => {
        const local = new Date(time + (time < Date.parse('2021-03-28T01:00:00Z') ? 1 : 2) * HOUR);
        const [month, day, clock] = [local.getUTCMonth() + 1, local.getUTCDate(), local.toISOString().slice(11, 19)];
        const when = `${month}/${day}/2021, ${clock.replace(/^0/, '')}`;
        return `198.51.100.7, -, ${when}, W3SVC1, EX01, 192.0.2.10, 15, 163, 3223, 200, 0, GET, /owa/, -,\r\n`;
      })
      .join('');
  const backEnd = hours
    .flatMap(eachMinute)
    .map((time) => new Date(time).toISOString().slice(0, 19).replace('T', ' '))
    .map((time) => `${time} 192.0.2.10 GET /owa/ - 444 - 192.0.2.10 Agent 200\r\n`)
    .join('');
  const gaps = async (missing: (hour: number) => boolean, zone: Readonly<Record<string, string>>) => {
    const { findings } = await report({
      [`${SITE}/in2103.log`]: frontEnd(missing),
      [`${BACK_END}/u_ex2103.log`]: W3C + backEnd,
      ...zone,
    });
    return findings
      .filter(({ rule }) => rule.id.startsWith('iis.log-'))
      .map(({ message, severity, firstSeen, lastSeen }) => [message.id, severity, firstSeen, lastSeen]);
  };

  it.each([
    ['known', { [ZONE_FILE]: ZONE }],
    ['not known', {}],
  ])('a change to summer time is none, the time zone being %s', async (_, zone) => {
    expect(await gaps(() => false, zone)).toEqual([]);
  });

  const wiped = (hour: number) => hour >= begin + 150 * HOUR && hour < begin + 154 * HOUR;

  it('show at the hours of UTC, and that the back end was used meanwhile', async () => {
    expect(await gaps(wiped, { [ZONE_FILE]: ZONE })).toEqual([
      ['alone', 'high', '2021-03-30T06:00:00.000Z', '2021-03-30T10:00:00.000Z'],
    ]);
  });

  it('are not held against the back end where the time zone is not known', async () => {
    expect(await gaps(wiped, {})).toEqual([
      ['together', 'low', '2021-03-30T08:00:00.000Z', '2021-03-30T12:00:00.000Z'],
    ]);
  });
});

describe('HTTPERR', () => {
  const HTTPERR = 'EX01/C/Windows/System32/LogFiles/HTTPERR/httperr1.log';
  const log = (...lines: string[]) =>
    [
      '#Software: Microsoft HTTP API 2.0',
      '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename',
      ...lines.map((line) => `2021-08-20 ${line}`),
      '',
    ].join('\r\n');

  it('is hunted: what was refused is an attempt, and every line is accounted for', async () => {
    const made = await report({
      [HTTPERR]: log(
        `10:00:00 203.0.113.7 4711 192.0.2.10 443 HTTP/1.1 GET ${EXPLOIT}?${QUERY} 200 1 AppOffline MSExchangeAutodiscoverAppPool`,
        '10:00:01 203.0.113.8 4712 192.0.2.10 443 - - - - - Timer_ConnectionIdle -',
        'not a record',
      ),
    });
    expect(pathConfusion(made)).toMatchObject([{ outcome: 'attempt', firstSeen: '2021-08-20T10:00:00.000Z' }]);
    expect(made.findings.every(({ outcome }) => outcome === 'attempt')).toBe(true);
    expect(made.coverage.classes).toMatchObject([
      { class: 'httperr-logs', state: 'partial', artifacts: 1, records: 2 },
    ]);
    expect(made.coverage.entries).toMatchObject([
      { code: 'unparsable', count: 1, incomplete: true, positions: [{ line: 5 }] },
    ]);
  });

  it('in a period without other requests does not make it examined', async () => {
    const files = {
      [HTTPERR]: log(
        '10:00:00 203.0.113.7 4711 192.0.2.10 443 HTTP/1.1 GET /owa/ 503 1 QueueFull MSExchangeOWAAppPool',
      ),
      [`${SITE}/u_ex210715.log`]: `${W3C}2021-07-15 12:00:00 192.0.2.10 GET /owa/ - 443 - 203.0.113.7 Agent 200\r\n`,
    };
    expect(await report(files, { since: '2021-08-01' })).toMatchObject({ exitCode: 3 });
    expect(await report(files, { since: '2021-07-01' })).toMatchObject({ exitCode: 0 });
  });

  it('does not stand for the logs of IIS', async () => {
    const made = await report({ [HTTPERR]: log() }, { require: ['iis-logs'] });
    expect(made.coverage.classes.map(({ class: name, state }) => [name, state])).toEqual([
      ['httperr-logs', 'examined'],
      ['iis-logs', 'absent'],
    ]);
    expect(made.exitCode).toBe(3);
    expect(made.coverage.questions.map(({ id }) => id)).toContain('iis-logs');
  });
});

describe('a log process that hangs', () => {
  // Linux tells which processes a process has started.
  const tasks = `/proc/${process.pid}/task`;

  it.skipIf(!existsSync(tasks))('is replaced after the deadline; the log is named, the others are read', async () => {
    const line = `192.0.2.10 GET /owa/ - 443 - 203.0.113.7 ${'Agent'.repeat(40)} 200\r\n`;
    const big = (day: string) => `${W3C}${`2021-08-${day} 10:00:00 ${line}`.repeat(100_000)}`;
    const last = `${W3C}2021-08-20 12:00:00 192.0.2.10 GET ${EXPLOIT} ${QUERY} 443 - 203.0.113.7 Agent 404\r\n`;
    const folder = evidence({
      [`${SITE}/u_ex210817.log`]: `${W3C}2021-08-17 10:00:00 ${line}`,
      [`${SITE}/u_ex210818.log`]: big('18'),
      [`${SITE}/u_ex210820.log`]: last,
    });
    const stopped: number[] = [];
    const made = await hunt({
      paths: [folder],
      require: ['none'],
      jobs: 1,
      deadline: 1,
      onProgress: ({ stage, current }) => {
        if (stage !== 'requests' || !current?.endsWith('u_ex210817.log') || stopped.length > 0) return;
        // The first log is read; its process is at the second one.
        for (const child of children()) {
          process.kill(child, 'SIGSTOP');
          stopped.push(child);
        }
      },
    }).report;
    expect(stopped.length).toBeGreaterThan(0);
    expect(made.coverage.entries.filter(({ incomplete }) => incomplete)).toMatchObject([
      { code: 'timed-out', path: `${SITE}/u_ex210818.log` },
    ]);
    expect(made.coverage.classes).toMatchObject([{ class: 'iis-logs', state: 'partial', artifacts: 3, records: 2 }]);
    expect(pathConfusion(made)).toHaveLength(1);
    expect(made.exitCode).toBe(1);
  });

  function children(): number[] {
    return readdirSync(tasks)
      .flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' '))
      .filter((text) => text.trim() !== '')
      .map(Number)
      .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('log-process'));
  }
});

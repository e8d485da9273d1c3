import { describe, expect, it } from 'vitest';
import type { BuildSighting } from '../../src/model/build-history.js';
import { buildHistoryOf, exposureText } from '../../src/server/build-history.js';
import { supportGap } from '../../src/server/exchange-support.js';
import { buildName, isOpenTo } from '../../src/server/exchange-updates.js';

describe('a build', () => {
  it.each([
    ['15.1.2308.14', 'Exchange 2016 CU21 Jul21SU'],
    ['15.1.2308.8', 'Exchange 2016 CU21'],
    ['15.1.2308.9', 'Exchange 2016 CU21 or later'],
    ['15.9.1.1', '15.9.1.1'],
  ])('%s is called %s', (build, name) => expect(buildName(build)).toBe(name));

  it.each([
    // Of its own cumulative update.
    ['15.1.2176.2', 'CVE-2021-26855', true],
    ['15.1.2176.9', 'CVE-2021-26855', false],
    // A later cumulative update has it; an older one was never given it.
    ['15.1.2242.4', 'CVE-2021-26855', false],
    ['15.1.2308.8', 'CVE-2021-34473', false],
    ['15.1.1531.3', 'CVE-2022-41040', true],
    // Another product, an unknown flaw, an unknown build.
    ['15.2.2562.17', 'CVE-2021-34473', false],
    ['15.1.2308.8', 'CVE-1999-0001', null],
    ['15.9.1.1', 'CVE-2021-34473', null],
  ])('%s has %s: %s', (build, cve, open) => expect(isOpenTo(build, cve)).toBe(open));
});

const at = (time: string) => Date.parse(time) / 1000;
const seen = (build: string, first: string, last: string): BuildSighting => ({
  build,
  first: at(first),
  last: at(last),
  count: 2,
  source: 'HttpProxy Logs log',
  path: 'a.LOG',
});

describe('the history of a server', () => {
  it('tells until when it was open, and when it was patched', () => {
    const sightings = [
      seen('15.1.2308.14', '2021-07-14T09:10:00Z', '2021-09-01T00:00:00Z'),
      seen('15.1.2176.2', '2021-03-01T00:00:00Z', '2021-05-01T00:00:00Z'),
      seen('15.1.2176.2', '2021-05-01T00:00:00Z', '2021-07-13T20:00:00Z'),
    ];
    const history = buildHistoryOf(sightings);
    expect(history).toEqual(buildHistoryOf(sightings.toReversed()));
    expect(history.builds.map(({ build, records }) => [build, records])).toEqual([
      ['15.1.2176.2', 4],
      ['15.1.2308.14', 2],
    ]);
    expect(history.patchedAt).toBe('2021-07-14T09:10:00.000Z');
    const text = history.exposures.map(exposureText);
    expect(text).toContain(
      'ProxyShell: open until 2021-07-14 09:10 UTC (Exchange 2016 CU21 Jul21SU seen from then on)',
    );
    // Nobody knew of it yet.
    expect(text.filter((one) => one.startsWith('ProxyNotShell'))).toEqual([]);
  });

  it('tells what it can have been open to where its logs have a gap', () => {
    const text = buildHistoryOf([
      seen('15.1.2176.2', '2021-03-01T00:00:00Z', '2021-03-03T05:01:00Z'),
      seen('15.1.2308.14', '2021-07-14T09:10:00Z', '2021-09-01T00:00:00Z'),
    ]).exposures.map(exposureText);
    expect(text).toContain(
      'ProxyShell: open until 2021-07-14 09:10 UTC (Exchange 2016 CU21 Jul21SU seen from then on); its logs show no build between 2021-03-03 05:01 UTC and then',
    );
    expect(text.filter((one) => one.startsWith('CVE-2021-42321'))).toEqual([]);
  });

  it('does not call a server patched that was never seen open, or never seen closed', () => {
    const one = (build: string) => buildHistoryOf([seen(build, '2021-03-01T00:00:00Z', '2021-05-01T00:00:00Z')]);
    expect(one('15.1.2176.2').patchedAt).toBeNull();
    expect(one('15.2.2562.56')).toMatchObject({ exposures: [], patchedAt: null });
  });

  it('does not take an older build that is seen later for a patch', () => {
    const { exposures } = buildHistoryOf([
      seen('15.1.2308.14', '2021-01-01T00:00:00Z', '2021-02-01T00:00:00Z'),
      seen('15.1.2176.2', '2021-03-01T00:00:00Z', '2021-05-01T00:00:00Z'),
    ]);
    expect(exposures.find(({ flaw }) => flaw === 'ProxyLogon')).toMatchObject({ closedAt: null });
  });
});

describe('a server past its end of support', () => {
  it.each([
    ['15.1.2507.61', '2025-10-14T23:00:00.000Z', null],
    ['15.1.2507.61', '2025-10-15T00:00:00.000Z', { endedOn: '2025-10-14', extended: false }],
    ['15.0.1497.48', '2024-01-01T00:00:00.000Z', { product: 'Exchange 2013', endedOn: '2023-04-11', extended: false }],
    // Extended updates: of the first period, until it ends; of the second.
    ['15.1.2507.66', '2026-03-01T00:00:00.000Z', null],
    ['15.1.2507.66', '2026-11-01T00:00:00.000Z', { endedOn: '2026-04-14', extended: true }],
    ['15.1.2507.69', '2026-11-01T00:00:00.000Z', null],
    // Subscription Edition, and what is no known build.
    ['15.2.2562.17', '2026-11-01T00:00:00.000Z', null],
    ['15.9.1.1', '2030-01-01T00:00:00.000Z', null],
  ])('%s seen %s', (build, time, gap) => {
    if (gap === null) expect(supportGap(build, time)).toBeNull();
    else expect(supportGap(build, time)).toMatchObject(gap);
  });
});

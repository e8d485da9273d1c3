import { describe, expect, it } from 'vitest';
import { hostNames, type Named } from '../../../src/collection/placing/hosts.js';
import type { Origin } from '../../../src/collection/placing/restore-paths.js';
import { Folder } from '../../../src/collection/walking/tree.js';
import { hiveOf } from '../../helpers/registry-hive.js';
import { collect } from '../collect-evidence.js';
import { evidence } from '../evidence-folder.js';

const ORIGIN: Origin = { folder: new Folder('EX01.zip', 'EX01.zip', null, 1), host: 'EX01', layout: 'x' };
const named = (about: Partial<Named>): Named => ({
  origin: null,
  computer: null,
  isStrong: false,
  addresses: [],
  group: '',
  isListing: false,
  given: null,
  ...about,
});

describe('hostNames', () => {
  it.each([
    ['EX01', 'EX01'],
    ['EX\u001b[31m01', 'EX\\x1b[31m01'],
    ['a\nb', 'a\\x0ab'],
    ['x'.repeat(400), `${'x'.repeat(253)}…`],
  ])('a log that says it is of %j names %j', (stated, name) => {
    const log = named({ computer: stated });
    expect(hostNames([log], []).hostOf(log)).toBe(name);
  });

  const log = named({ origin: ORIGIN, addresses: ['10.0.0.1', '::1'] });

  it.each<[what: string, beside: readonly Partial<Named>[], host: string | null]>([
    ['a log of one address', [{ addresses: ['10.0.0.1'] }], 'EX01'],
    ['a log of another address', [{ addresses: ['10.0.0.2'] }], null],
    ['a log of an address that every server has', [{ addresses: ['::1'] }], null],
    ['a page', [{}], null],
    ['a page beside a log of its address', [{}, { addresses: ['10.0.0.1'] }], 'EX01'],
    ['a page beside a log of another address', [{}, { addresses: ['10.0.0.2'] }], null],
    ['a page beside logs of both', [{}, { addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }], null],
    ['a page in a folder called by its name', [{ group: 'ex01' }], 'EX01'],
    ['a page that the user says is of another', [{ given: 'EX02' }], 'EX02'],
    ['what a responder wrote beside it', [{ isListing: true }], 'EX01'],
    ['what a responder wrote beside a log of another', [{ isListing: true }, { addresses: ['10.0.0.2'] }], null],
    ['a page beside a log that names another', [{}, { computer: 'EX02', addresses: ['10.0.0.1'] }], 'EX02'],
  ])('%s is of %s', (_, beside, host) => {
    const files = beside.map(named);
    const { hostOf } = hostNames([log, ...files], [ORIGIN]);
    expect(files[0] && hostOf(files[0])).toBe(host);
  });

  it('believes logs of log folders before whatever else begins like one, and says what contradicts', () => {
    const unnamed: Origin = { ...ORIGIN, host: null };
    const files = [
      ...Array.from({ length: 10 }, () => named({ origin: unnamed, computer: 'EVIL' })),
      named({ origin: unnamed, computer: 'EX01', isStrong: true }),
    ];
    const { hostOf, contradictions } = hostNames(files, [unnamed]);
    expect(files.map(hostOf)).toEqual(files.map(() => 'EX01'));
    expect(contradictions).toEqual([{ host: 'EX01', stated: ['EVIL'] }]);
  });
});

describe('one server of which nothing states the name', () => {
  it.each([
    ['evidence/WEB07/C', 'WEB07'],
    ['SRV-EX-2/C', 'SRV-EX-2'],
    ['case-17/C', null],
    ['kape2/C', null],
    ['WEB07/evidence/C', null],
    ['web/C', null],
    ['2022EX/C', null],
  ])('%s is %s', async (folder, host) => {
    const { artifacts } = await collect([evidence({ [`${folder}/inetpub/wwwroot/x.aspx`]: 'x', 'notes.txt': 'x' })]);
    expect(artifacts.find(({ collectedPath }) => collectedPath.endsWith('x.aspx'))?.host ?? null).toBe(host);
  });
});

describe('a server that its registry names', () => {
  const hive = (name: string) =>
    hiveOf({
      keys: {
        Select: { values: { Current: 1 } },
        ControlSet001: {
          keys: { Control: { keys: { ComputerName: { keys: { ComputerName: { values: { ComputerName: name } } } } } } },
        },
      },
    });

  it('is named behind any number of other hives, which are said to be too many', async () => {
    const others = Array.from({ length: 300 }, (_, at) => [`C/Backup/${at}/SYSTEM`, Buffer.from('regf')] as const);
    const { artifacts, notes } = await collect([
      evidence({
        ...Object.fromEntries(others),
        'C/Windows/System32/config/SYSTEM': hive('EX07'),
        'C/inetpub/wwwroot/x.aspx': 'x',
      }),
    ]);
    expect(artifacts.find(({ collectedPath }) => collectedPath.endsWith('x.aspx'))?.host).toBe('EX07');
    expect(notes.filter(({ code }) => code === 'limit-reached')).toMatchObject([{ count: 45, incomplete: true }]);
  });
});

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect as collectBy } from '../../src/collection/collect.js';
import { evidenceClassOf } from '../../src/collection/kinds/evidence-class.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { collect } from './collect-evidence.js';
import { evidence, IIS_LOG, iisLogOf, touch } from './evidence-folder.js';
import { zipOf } from './zip-writer.js';

const LOGS = 'C/inetpub/logs/LogFiles/W3SVC1';

describe('the same log collected twice', () => {
  it('counts once, also when one of them is packed or lies elsewhere', async () => {
    const folder = evidence({
      [`${LOGS}/u_ex210303.log`]: iisLogOf('EX01'),
      [`${LOGS}/u_ex210304.log`]: iisLogOf('EX01', '00:00:02'),
      'again/u_ex210303.log': iisLogOf('EX01'),
      'again/packed.gz': gzipSync(iisLogOf('EX01')),
      'again/logs.zip': zipOf([{ name: 'u_ex210303.log', content: iisLogOf('EX01') }]),
    });
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual([
      `${LOGS}/u_ex210303.log`,
      `${LOGS}/u_ex210304.log`,
      'again/logs.zip',
    ]);
    expect(artifacts.map((one) => one.id)).toEqual([0, 1, 2]);
    const duplicates = notes.filter((note) => note.code === 'duplicate');
    expect(duplicates.map((note) => note.path).sort()).toEqual([
      'again/logs.zip/u_ex210303.log',
      'again/packed.gz',
      'again/u_ex210303.log',
    ]);
    expect(duplicates.some((note) => note.incomplete)).toBe(false);
  });

  describe('the second time later', () => {
    const line = (i: number) => `2021-03-03 01:00:${10 + i} EX01 GET /owa/ 198.51.100.7 200\r\n`;
    const later = iisLogOf('EX01') + Array.from({ length: 40 }, (_, i) => line(i)).join('');
    const LATER = `2/${LOGS}/u_ex210303.log`;
    const EARLIER = `1/${LOGS}/u_ex210303.log`;
    const cut = Buffer.from(later.slice(0, -150));
    const logs = async (files: Readonly<Record<string, string | Buffer>>) => {
      const { artifacts, notes } = await collect([evidence(files)]);
      const duplicates = notes.filter(({ code }) => code === 'duplicate');
      return { kept: artifacts.map(({ collectedPath }) => collectedPath), duplicates };
    };
    const onlyLater = { kept: [LATER], duplicates: [{ path: EARLIER, incomplete: false }] };

    it.each<[string, Readonly<Record<string, string | Buffer>>]>([
      ['the earlier state is the beginning of the later one', { [EARLIER]: cut, [LATER]: later }],
      [
        'IIS had taken more room than it had written',
        { [EARLIER]: Buffer.concat([cut, Buffer.alloc(9_000)]), [LATER]: later },
      ],
      ['both took the same room', { [EARLIER]: Buffer.concat([cut, Buffer.alloc(150)]), [LATER]: later }],
    ])('counts once: %s', async (_, files) => {
      expect(await logs(files)).toMatchObject(onlyLater);
    });

    it('counts once, when one of them is packed', async () => {
      const packed = `2/${LOGS}/u_ex210303.log.gz`;
      expect(await logs({ [EARLIER]: cut, [packed]: gzipSync(later) })).toMatchObject({
        kept: [packed],
        duplicates: [{ path: EARLIER }],
      });
    });

    it.each<[string, Readonly<Record<string, string | Buffer>>]>([
      ['another site', { [EARLIER]: cut, [LATER.replace('W3SVC1', 'W3SVC2')]: later }],
      ['another day', { [EARLIER]: cut, [LATER.replace('0303', '0304')]: later }],
      ['other lines', { [EARLIER]: cut, [LATER]: later.replace('/owa/', '/ews/') }],
      ['a later one that is shorter and different', { [EARLIER]: later, [LATER]: iisLogOf('EX01', '00:00:02') }],
      ['nothing but NULs', { [EARLIER]: Buffer.alloc(500), [LATER]: later }],
    ])('counts both: %s', async (_, files) => {
      expect(await logs(files)).toMatchObject({ kept: Object.keys(files), duplicates: [] });
    });
  });

  it('counts for each server that had it, and for pages, empty logs and different logs of one size not at all', async () => {
    const folder = evidence({
      'EX01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': IIS_LOG,
      'EX02/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': IIS_LOG,
      'EX01/C/inetpub/wwwroot/a.aspx': 'x',
      'EX01/C/inetpub/wwwroot/b.aspx': 'x',
      'EX01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210305.log': '',
      'EX01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210306.log': '',
      'EX01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210307.log': IIS_LOG.replace('00:00:01', '00:00:09'),
    });
    const { artifacts } = await collect([folder]);
    expect(artifacts).toHaveLength(7);
  });

  it('is looked for among logs of one server, without reading those of all others', async () => {
    const days = ['03', '04'];
    const folder = evidence(
      Object.fromEntries(
        ['EX01', 'EX02', 'EX03'].flatMap((server) =>
          days.map((day) => [`${server}/C/inetpub/logs/LogFiles/W3SVC1/u_ex2103${day}.log`, iisLogOf(server)]),
        ),
      ),
    );
    const hosts = ['EX01', 'EX02', 'EX03'].map((name) => ({ name, path: `${folder}/${name}` }));
    const reading = new Reading();
    const read: string[] = [];
    const digest = reading.digest.bind(reading);
    reading.digest = (artifact, most) => {
      read.push(artifact.collectedPath);
      return digest(artifact, most);
    };
    const { artifacts } = await collectBy(
      ['EX01', 'EX02', 'EX03'].map((name) => `${folder}/${name}`),
      {
        reading,
        hosts,
      },
    ).finally(() => reading.close());
    // Of each server the two of one size, which are the same log under two names.
    expect(artifacts).toHaveLength(3);
    expect(read).toHaveLength(6);
  });
});

describe('times', () => {
  it('of a copy within one hour are not relied on', async () => {
    const folder = evidence(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`${n}.aspx`, `${n}`])));
    for (let n = 0; n < 10; n++) touch(folder, `${n}.aspx`, `2021-03-03T10:0${n}:00Z`);
    touch(folder, '9.aspx', '2020-01-01T00:00:00Z');
    const { artifacts, notes } = await collect([folder]);
    expect(new Set(artifacts.map((one) => one.times?.quality))).toEqual(new Set(['unreliable']));
    expect(notes).toMatchObject([{ code: 'times-unreliable', count: 10, incomplete: false }]);
  });

  it('that lie apart are taken, but not for exact', async () => {
    const folder = evidence(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`${n}.aspx`, `${n}`])));
    for (let n = 0; n < 10; n++)
      touch(folder, `${n}.aspx`, `2021-03-${n < 8 ? '03' : '04'}T${n < 8 ? '10' : '12'}:0${n}:00Z`);
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts[9]?.times).toEqual({
      created: null,
      modified: '2021-03-04T12:09:00.000Z',
      source: 'file-system',
      quality: 'coarse',
    });
    expect(notes).toEqual([]);
  });

  it('in archives are local time of an unknown zone, unless the archive keeps UTC', async () => {
    const folder = evidence({
      'a.zip': zipOf([
        { name: 'dos.aspx', content: 'x' },
        { name: 'utc.aspx', content: 'y', time: Date.UTC(2021, 2, 3, 4, 5, 6) / 1000 },
        { name: 'utc2.aspx', content: 'z', time: Date.UTC(2021, 1, 3, 4, 5, 6) / 1000 },
      ]),
    });
    const { artifacts } = await collect([`${folder}/a.zip`]);
    expect(artifacts.map((one) => one.times)).toEqual([
      { created: null, modified: '2021-03-05T12:00:00.000Z', source: 'archive', quality: 'unreliable' },
      { created: null, modified: '2021-03-03T04:05:06.000Z', source: 'archive', quality: 'coarse' },
      { created: null, modified: '2021-02-03T04:05:06.000Z', source: 'archive', quality: 'coarse' },
    ]);
  });
});

describe('original paths', () => {
  const name = fc.stringMatching(/^[a-z0-9 _$()~.%#-]{0,10}[a-z0-9]$/).filter((text) => !text.includes('%'));

  it('come back from every layout that a path is put into', async () => {
    const layouts: readonly ((drive: string, rest: string) => string)[] = [
      (drive, rest) => `${drive}/${rest}`,
      (drive, rest) => `case/EX01/${drive}$/${rest}`,
      (drive, rest) => `uploads/auto/${drive}%3A/${rest}`,
      (drive, rest) => `fs/${drive.toLowerCase()}:/${rest}`,
      (drive, rest) => `[${drive}]\\${rest.replaceAll('/', '\\')}`,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...layouts),
        fc.constantFrom('C', 'D', 'X'),
        fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 5 }), { maxLength: 8, selector: (names) => names[0] }),
        async (layout, drive, places) => {
          const paths = places.map((names) => ['inetpub', 'wwwroot', ...names]);
          const files = paths.map((names) => [layout(drive, names.join('/')), 'x'] as const);
          const { artifacts } = await collect([evidence(Object.fromEntries(files))]);
          expect(artifacts.map((one) => one.windowsPath).sort()).toEqual(
            paths.map((names) => [`${drive}:`, ...names].join('\\')).sort(),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('classes of evidence', () => {
  it('are not made present by what cannot answer their question', () => {
    expect(evidenceClassOf('application-host-config')).toBe('iis-configuration');
    expect(evidenceClassOf('web-config')).toBeNull();
    expect(evidenceClassOf('iis-config')).toBeNull();
    expect(evidenceClassOf('httperr-log')).toBe('httperr-logs');
    expect(evidenceClassOf('web-content', 'C:\\inetpub\\wwwroot\\x.aspx')).toBe('web-content');
  });
});

describe('a file of no known format', () => {
  const noise = (seed: number) => Buffer.from(Array.from({ length: 600 }, (_, i) => (i * i * 31 + seed * i) & 0xff));
  const notRead = async (...names: readonly string[]) => {
    const { notes } = await collect([
      evidence({
        [`${LOGS}/u_ex210303.log`]: iisLogOf('EX01'),
        ...Object.fromEntries(names.map((name, i) => [name, noise(i)])),
      }),
    ]);
    return notes
      .filter(({ code }) => code === 'not-read')
      .map(({ path, count, incomplete }) => [path, count ?? 1, incomplete]);
  };

  it.each(['site.bak', 'a.nupkg', 'setup.msi', 'x.bin', 'noextension', 'case.x99', 'deep/er/x.dat'])(
    'that was given by itself is named, and makes the hunt incomplete: %s',
    async (name) => expect(await notRead(name)).toEqual([[name, 1, true]]),
  );

  it('that lay about on the server is named', async () => {
    expect(await notRead('C/Users/x/Desktop/a.bak', 'C/data/b')).toEqual([
      ['C/Users/x/Desktop/a.bak', 1, false],
      ['C/data/b', 1, false],
    ]);
  });

  it('is counted where there are many', async () => {
    const named = await notRead(...Array.from({ length: 9 }, (_, i) => `C/data/${i}`));
    expect(named).toHaveLength(6);
    expect(named).toContainEqual([null, 4, false]);
  });

  it.each([
    'C/Windows/System32/x.dat',
    'C/Program Files/Vendor/x.dat',
    'C/Users/x/AppData/Local/y.dat',
    'logo.png',
    'SYSTEM.LOG1',
  ])('is no news among software, nor as a picture or with a hive: %s', async (name) =>
    expect(await notRead(name)).toEqual([]),
  );

  it('is scanned, and so not named, where a web server serves it; text is text', async () => {
    expect(await notRead('C/inetpub/wwwroot/x.bak')).toEqual([]);
    const { notes } = await collect([evidence({ 'readme.md': 'text', 'a.bak': 'text' })]);
    expect(notes.filter(({ code }) => code === 'not-read')).toEqual([]);
  });
});

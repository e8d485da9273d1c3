import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { huntOptionsOf, readSweepConfig, unreachable } from '../../../src/case/store/sweep-config.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-config-'));
afterAll(() => rmSync(room, { recursive: true }));
const file = join(room, 'sweep.json');
const below = (...names: string[]) => join(room, ...names);
mkdirSync(below('EX01'));
writeFileSync(below('password'), 'a b\r\nmore\n');

function read(config: unknown, before = '') {
  writeFileSync(file, before + (typeof config === 'string' ? config : JSON.stringify(config)));
  return readSweepConfig(file);
}
const servers = [{ name: 'EX01', evidence: ['EX01'] }];

describe('the configuration of a sweep', () => {
  it('has paths from its folder on', () => {
    const config = read(
      {
        servers: [
          { name: 'EX01', evidence: ['EX01', '/mnt/EX01', 'S3://bucket/EX01/'], patchedOn: '2021-08-10' },
          { name: 'EX02', evidence: ['gone', 'EX0?/**'] },
        ],
        patchedOn: '2021-08-01',
        rules: ['rules'],
        outputs: [{ format: 'json', file: 'out/report.json' }],
        suppressions: 'decisions.json',
        knownGood: ['good.json'],
        archivePasswordFile: 'password',
        limits: { jobs: 2, deadline: 60 },
        strict: true,
      },
      '\ufeff',
    );
    expect(config).toMatchObject({
      servers: [
        { evidence: [below('EX01'), '/mnt/EX01', 's3://bucket/EX01'] },
        { evidence: [below('gone'), below('EX0?/**')] },
      ],
      rules: [below('rules')],
      outputs: [{ format: 'json', file: below('out/report.json') }],
      suppressions: below('decisions.json'),
      knownGood: [below('good.json')],
      archivePasswordFile: below('password'),
    });
    expect(unreachable(config)).toEqual([
      { name: 'EX01', path: '/mnt/EX01' },
      { name: 'EX02', path: below('gone') },
    ]);
    expect(huntOptionsOf(config, '2021-09-01')).toMatchObject({
      paths: [below('EX01'), 's3://bucket/EX01', below('EX0?/**')],
      hosts: [`EX01=${below('EX01')}`, 'EX01=s3://bucket/EX01', `EX02=${below('EX0?/**')}`],
      patchedOn: ['2021-08-01', 'EX01=2021-08-10'],
      signatures: [below('rules')],
      suppressions: below('decisions.json'),
      knownGood: [below('good.json')],
      archivePassword: 'a b',
      jobs: 2,
      deadline: 60,
      strict: true,
      now: '2021-09-01',
    });
  });

  it('needs no more than servers', () => {
    const config = read({ servers });
    expect(config).toEqual({ servers: [{ name: 'EX01', evidence: [below('EX01')] }] });
    const options = huntOptionsOf(config);
    expect(options.patchedOn).toEqual([]);
    expect(
      Object.entries(options)
        .filter(([, value]) => value !== undefined)
        .map(([name]) => name),
    ).toEqual(['paths', 'hosts', 'patchedOn']);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no JSON', () => read('{'), /it is no JSON/],
    ['not as its schema says', () => read({ servers, more: 1 }), /more/],
    ['of one server twice', () => read({ servers: [...servers, { name: 'ex01', evidence: ['x'] }] }), /ex01 twice/],
    ['with a key that is none', () => read({ servers, trustedKeys: ['nonsense'] }), /nonsense: /],
    ['with a file of a key that is none', () => read({ servers, trustedKeys: ['password'] }), /password: /],
    ['with an address that is none', () => read({ servers: [{ name: 'A', evidence: ['s3://'] }] }), /no address/],
    ['a folder', () => readSweepConfig(room), /it is no file/],
    ['not there', () => readSweepConfig(below('none.json')), /it cannot be read: .*ENOENT/],
    ['too large', () => read(' '.repeat((8 << 20) + 1)), /it is too large/],
  ])('is none that is %s', (_, reading, told) => {
    expect(reading).toThrow(told);
  });
});

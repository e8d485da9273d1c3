import { describe, expect, it } from 'vitest';
import { inspectCollection } from '../../../src/case/evidence/inspect-collection.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const inspected = (artifacts: readonly Artifact[], hosts: readonly string[] = ['EX01']) =>
  inspectCollection({ artifacts, notes: [], hosts, folder: '/triage', origins: [] }, new Map()).hosts;

/** Folders of logs, a line each, where these lie on one server. */
const folders = (...paths: string[]): string[] =>
  inspected(paths.map((windowsPath) => fakeArtifact({ host: 'EX01', kind: 'iis-log', windowsPath }))).flatMap((host) =>
    host.logs.map(
      ({ folder, first, last, files, missing, missingCount }) =>
        `${folder} ${first} ${last} ${files} files, ${missingCount} missing: ${missing.join(' ')}`,
    ),
  );

describe('logs of a folder', () => {
  it.each<[string[], string[]]>([
    [
      ['C:\\b\\u_ex210303.log', 'C:\\b\\u_ex210301.log', 'C:\\b\\u_ex210302.log'],
      ['C:\\b 2021-03-01 2021-03-03 3 files, 0 missing: '],
    ],
    [
      ['C:\\b\\HttpProxy_2021022704-1.LOG', 'C:\\b\\Ews_20210301-1.LOG', 'C:\\a/W3_2020-12-31.log'],
      [
        'C:\\a 2020-12-31 2020-12-31 1 files, 0 missing: ',
        'C:\\b 2021-02-27 2021-03-01 2 files, 1 missing: 2021-02-28',
      ],
    ],
    [['C:\\b\\u_ex21030422.log'], ['C:\\b 2021-03-04 2021-03-04 1 files, 0 missing: ']],
    [['C:\\b\\20210230.log', 'C:\\b\\20211301.log', 'C:\\b\\W3SVC1.log', 'C:\\b\\19990101.log'], []],
    [['C:\\20210301\\web.log', 'C:\\b\\120210301.log', 'C:\\b\\2021030.log', 'C:\\b\\202103011.log'], []],
  ])('%j are told by their days', (paths, expected) => expect(folders(...paths)).toEqual(expected));

  it('are told for as long a time as logs can be of, and only the first days that are missing are named', () => {
    const [line] = folders('C:\\b\\20210301.log', 'C:\\b\\20990301.log');
    expect(line).toMatch(/^C:\\b 2021-03-01 2099-03-01 2 files, 20000 missing: 2021-03-02 2021-03-03 /);
    expect(line?.split(' ').length).toBeLessThan(100);
  });

  it('are not told where files of the kind do not grow', () => {
    const page = fakeArtifact({ host: 'EX01', kind: 'web-content', windowsPath: 'C:\\b\\20210301.aspx' });
    expect(inspected([page])[0]?.logs).toEqual([]);
  });
});

it('tells servers apart, and what is of none', () => {
  const of = (host: string | null, size: number) => fakeArtifact({ host, kind: 'web-content', size });
  const told = (artifacts: readonly Artifact[], hosts: readonly string[]) =>
    inspected(artifacts, hosts).map(
      ({ host, kinds }) => `${host}: ${kinds.map(({ files, bytes }) => `${files} ${bytes}`)}`,
    );
  expect(told([of('EX01', 3), of('EX01', 4), of('EX02', 5)], ['EX01', 'EX02'])).toEqual(['EX01: 2 7', 'EX02: 1 5']);
  expect(told([of('EX01', 3), of(null, 4)], ['EX01'])).toEqual(['EX01: 1 3', 'null: 1 4']);
  expect(told([], [])).toEqual(['null: ']);
  expect(told([], ['EX01'])).toEqual(['EX01: ']);
});

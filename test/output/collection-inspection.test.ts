import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { type CollectionInspection, inspectCollection } from '../../src/case/evidence/inspect-collection.js';
import { schemaText } from '../../src/case/shapes/schemas.js';
import { renderCollectionInspection } from '../../src/output/collection-inspection.js';
import { renderTarget, TARGETS } from '../../src/output/collection-target.js';
import { fakeArtifact } from '../helpers/detector-context.js';

const logs = ['210301', '210302', '210305'].map((day) =>
  fakeArtifact({ host: 'EX01', kind: 'iis-log', windowsPath: `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex${day}.log` }),
);
const inspection = inspectCollection(
  {
    artifacts: [...logs, fakeArtifact({ host: 'EX01', kind: 'memory-image', windowsPath: 'D:\\x.dmp' })],
    notes: [{ code: 'unreadable', message: 'no', path: 'a\u001b[31m', incomplete: true }],
    hosts: ['EX01'],
    folder: '/triage',
    origins: [{ path: 'EX01.zip', layout: 'KAPE', host: 'EX01' }],
  },
  new Map(),
);

describe('an inspection of a collection', () => {
  it('fits its schema', () => {
    const ajv = new Ajv2020({ allowUnionTypes: true });
    addFormats.default(ajv);
    const check = ajv.compile(JSON.parse(schemaText('collection-inspection')));
    expect([check(JSON.parse(JSON.stringify(inspection))), check.errors]).toEqual([true, null]);
  });

  it('tells layouts, drives, kinds, days without logs and what to collect', () => {
    const text = renderCollectionInspection(inspection);
    for (const part of [
      'EX01.zip: KAPE, of EX01',
      'EX01: 4 files',
      'C: D:',
      'which nothing here reads',
      'W3SVC1: 2021-03-01 to 2021-03-05, without 2021-03-03, 2021-03-04',
      'C:\\Windows\\System32\\winevt\\Logs\\**',
      'Not readable, or not read whole: 1',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('\u001b');
  });
});

describe('what a collector is told to fetch', () => {
  const asking = (...collect: string[]): CollectionInspection => ({
    ...inspection,
    hosts: inspection.hosts.map((host) => ({
      ...host,
      questions: [{ id: 'event-logs', host: 'EX01', question: 'q', reason: 'r', collect, collectors: [] }],
    })),
  });

  it.each([
    ['kape', "Path: 'C:\\Windows\\System32\\config\\'\n        FileMask: 'SYSTEM'"],
    ['velociraptor', "- 'C:/Windows/System32/config/SYSTEM'"],
    ['acquire', "--file 'C:\\Windows\\System32\\config\\SYSTEM'"],
    ['exchangelogcollector', '-AppSysLogs'],
  ] as const)('%s', (target, expected) => {
    expect(renderTarget(target, asking('C:\\Windows\\System32\\config\\{SYSTEM,SOFTWARE}'))).toContain(expected);
  });

  it('asks for a stream under a name that a copy of it can have, and for what a companion exports', () => {
    const asked = asking('C:\\$Extend\\$UsnJrnl:$J');
    expect(renderTarget('kape', asked)).toContain(
      "FileMask: '$UsnJrnl:$J'\n        AlwaysAddToQueue: true\n        SaveAsFileName: '$J'\n",
    );
    const [host] = asked.hosts;
    const [question] = host?.questions ?? [];
    if (host === undefined || question === undefined) throw new Error('it asks for something');
    const configured = { ...asked, hosts: [{ ...host, questions: [{ ...question, id: 'iis-configuration' }] }] };
    expect(renderTarget('exchangelogcollector', configured)).toBe('.\\HealthChecker.ps1\n');
  });

  it('names nothing twice that lies below a folder that is collected whole', () => {
    const asked = asking('C:\\V15\\ClientAccess\\**', 'C:\\V15\\ClientAccess\\**\\web.config', 'C:\\V15\\Client\\**');
    expect(renderTarget('acquire', asked).match(/'[^']*'/g)).toEqual(["'C:\\V15\\ClientAccess'", "'C:\\V15\\Client'"]);
  });

  it('is nothing that a configuration smuggles into it', () => {
    const smuggled = ["C:\\x'; rm -r /; '", 'C:\\x\nsources: evil', 'C:\\x`$(evil)', 'reg export HKLM x'];
    for (const target of TARGETS)
      expect(renderTarget(target, asking(...smuggled))).not.toMatch(/rm -r|evil|reg export/);
  });

  it('is nothing where nothing is missing', () => {
    const nothing = { ...inspection, hosts: [] };
    for (const target of TARGETS) expect(renderTarget(target, nothing)).toBe('');
  });
});

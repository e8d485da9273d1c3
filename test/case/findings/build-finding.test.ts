import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildFinding, type FindingSource } from '../../../src/case/findings/build-finding.js';
import { createShapeChecks } from '../../../src/case/shapes/shape-checks.js';
import type { Artifact } from '../../../src/model/artifact.js';
import type { Evidence } from '../../../src/model/finding.js';
import { aRecord } from '../../helpers/findings.js';

const source: FindingSource = {
  rule: {
    id: 'iis.example',
    title: 'An example',
    severity: 'high',
    confidence: 'strong',
    outcome: 'compromise',
    attack: ['T1505.004'],
    references: ['IIS-01'],
    falsePositives: [],
    nextSteps: [],
  },
  origin: { id: 'iis.example', version: '1', source: 'detector', pack: '0' },
  messages: { outside: 'Module {name} loads {image}' },
};
const artifact: Artifact = {
  id: 3,
  kind: 'application-host-config',
  host: 'EX01',
  collectedPath: 'C/x.config',
  windowsPath: 'C:\\Windows\\x.config',
  location: { path: new Uint8Array() },
  size: 10,
  times: {
    created: '2022-01-02T00:00:00Z',
    modified: '2022-01-05T00:00:00Z',
    source: 'collector-record',
    quality: 'exact',
  },
  carriesCode: false,
};
const subject = { artifact, sha256: null, host: null };
const detection = { message: 'outside', data: { name: 'X', image: 'c:\\x.dll' }, identity: ['X'] };

describe('buildFinding', () => {
  it('fills the message, takes the times of the file and tells the phase', () => {
    expect(buildFinding(source, detection, subject, () => '2022-01-03T00:00:00Z')).toMatchObject({
      message: { text: 'Module X loads c:\\x.dll' },
      host: 'EX01',
      firstSeen: '2022-01-02T00:00:00.000Z',
      lastSeen: '2022-01-05T00:00:00.000Z',
      phase: 'spanning',
    });
  });

  it.each([
    [1, 'answered 1 of 1 request, asked for 1 time, 1 has'],
    [2, 'answered 1 of 2 requests, asked for 2 times, 2 has'],
    [0, 'answered 1 of 0 requests, asked for 0 times, 0 has'],
    ['1', 'answered 1 of 1 requests, asked for 1 times, 1 has'],
  ])('counts %s in the right number', (count, text) => {
    const messages = { counted: 'answered 1 of {count} requests, asked for {count} times, {count} has' };
    const counted = { ...detection, message: 'counted', data: { count } };
    expect(buildFinding({ ...source, messages }, counted, subject, () => null).message.text).toBe(text);
  });

  it('names techniques by their ids of today, whatever year the rule is of', () => {
    const rule = { ...source.rule, attack: ['T1562.002', 'T1505.004', 'T1562.001', 'T1562.006'] };
    expect(buildFinding({ ...source, rule }, detection, subject, () => null).attack).toEqual([
      'T1505.004',
      'T1685',
      'T1685.001',
    ]);
  });

  it('says what to do next, the rule does or not', () => {
    const steps = (nextSteps: string[], at: Evidence[] = []) =>
      buildFinding({ ...source, rule: { ...source.rule, nextSteps } }, { ...detection, at }, subject, () => null)
        .nextSteps;
    expect(steps(['Look'])).toEqual(['Look']);
    expect(steps([])).toEqual([expect.stringContaining('Read the place')]);
    expect(steps([], [aRecord])).toEqual([expect.stringContaining('clients')]);
  });

  it('has the digest of a file, and none of what is no file', () => {
    const of = (one: Artifact | null) =>
      buildFinding(source, detection, { artifact: one, sha256: 'a'.repeat(64), host: 'EX01' }, () => null).artifact;
    expect(of(artifact)).toMatchObject({ sha256: 'a'.repeat(64), size: 10 });
    expect(of(null)).toMatchObject({ sha256: null, size: null });
  });

  it('keeps what a record leaves empty apart from what it says', () => {
    const at = { ...aRecord, fields: { 'cs-username': null, 'c-ip': '203.0.113.7' } };
    expect(buildFinding(source, { ...detection, at }, subject, () => null).evidence).toMatchObject([
      { fields: { 'cs-username': null, 'c-ip': '203.0.113.7' } },
    ]);
  });

  it('does not believe unreliable times', () => {
    const copied = {
      ...artifact,
      times: { created: null, modified: '2024-01-01T00:00:00Z', source: 'file-system', quality: 'unreliable' } as const,
    };
    expect(
      buildFinding(source, detection, { ...subject, artifact: copied }, () => '2022-01-03T00:00:00Z'),
    ).toMatchObject({
      firstSeen: null,
      phase: 'unknown',
    });
  });

  it('keeps its fingerprint when the line, the case of the path or the time differ, not when the identity does', () => {
    const one = buildFinding(source, detection, subject, () => null).fingerprint;
    const element = { type: 'element', path: null, line: 9, column: 1, element: 'a', text: 'b' } as const;
    const moved = { ...artifact, windowsPath: 'c:/windows/X.config', times: null };
    expect(
      buildFinding(source, { ...detection, at: element }, { ...subject, artifact: moved }, () => null).fingerprint,
    ).toBe(one);
    expect(buildFinding(source, { ...detection, identity: ['Y'] }, subject, () => null).fingerprint).not.toBe(one);
    expect(buildFinding(source, { ...detection, identity: ['X', ''] }, subject, () => null).fingerprint).not.toBe(one);
  });

  it('whatever the evidence holds, the finding fits its schema and is safe on a terminal', () => {
    const checks = createShapeChecks();
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, fc.dictionary(text, fc.option(text)), (name, url, fields) => {
        const finding = buildFinding(
          source,
          {
            message: 'outside',
            data: { name, image: [url] },
            url,
            identity: [name],
            firstSeen: name,
            at: { type: 'record', path: null, offset: 0, line: 1, time: url, fields },
          },
          subject,
          () => null,
        );
        checks.finding(finding);
        const shown = JSON.stringify([finding.message, finding.artifact.url, finding.evidence]);
        expect(JSON.parse(shown).flat(3).map(String).join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

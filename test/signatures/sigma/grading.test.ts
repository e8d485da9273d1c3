import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordEvidence } from '../../../src/model/finding.js';
import { type ClientMatches, type GradingRule, gradeRequests } from '../../../src/signatures/sigma/grading.js';

const rule: GradingRule = { severity: 'low', successSeverity: 'critical', confidence: 'strong' };
const nobody = () => false;

function record(second: number, agent = 'Mozilla/5.0', offset = second * 100): RecordEvidence {
  const time = new Date(Date.UTC(2021, 7, 14, 4, 0, second)).toISOString();
  return {
    type: 'record',
    path: 'u_ex210814.log',
    offset,
    line: second + 5,
    time,
    fields: { 'cs(User-Agent)': agent },
  };
}

function matches(client: string | null, sketch: Partial<ClientMatches> = {}): ClientMatches {
  const examples = sketch.examples ?? [record(1)];
  return {
    outcome: 'attempt',
    client,
    count: 1,
    first: examples[0]?.time ?? null,
    last: examples.at(-1)?.time ?? null,
    stems: ['/ecp/Y.js'],
    examples,
    ...sketch,
  };
}

describe('gradeRequests', () => {
  it('makes one finding of a storm of probes', () => {
    const storm = Array.from({ length: 300 }, (_, i) =>
      matches(`198.51.100.${i}`, { count: i + 1, examples: [record(i)] }),
    );
    const graded = gradeRequests(rule, storm, nobody);
    expect(graded).toHaveLength(1);
    expect(graded[0]).toMatchObject({
      outcome: 'attempt',
      sender: 'anyone',
      severity: 'low',
      confidence: 'strong',
      client: null,
      requests: 45_150,
      clientCount: 300,
      manyClients: false,
      stems: ['/ecp/y.js'],
      first: record(0).time,
      last: record(299).time,
    });
    expect(graded[0]?.clients.slice(0, 2)).toEqual(['198.51.100.299', '198.51.100.298']);
    expect(graded[0]?.examples.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 304]);
  });

  it('keeps attempts and successes apart, and each client that had success', () => {
    const graded = gradeRequests(
      rule,
      [
        matches('203.0.113.1', { count: 4 }),
        matches('203.0.113.1', { outcome: 'success', count: 2 }),
        matches('203.0.113.2', { outcome: 'success', count: 3 }),
      ],
      nobody,
    );
    expect(graded.map(({ outcome, severity, client, requests }) => [outcome, severity, client, requests])).toEqual([
      ['attempt', 'low', null, 4],
      ['success', 'critical', '203.0.113.2', 3],
      ['success', 'critical', '203.0.113.1', 2],
    ]);
  });

  it('puts the successes of further clients together', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      matches(`198.51.100.${i}`, { outcome: 'success', count: 100 - i }),
    );
    const graded = gradeRequests(rule, [...many, matches(null, { outcome: 'success', count: 7 })], nobody);
    expect(graded).toHaveLength(21);
    expect(graded.at(-1)).toMatchObject({ client: null, clientCount: 10, manyClients: true, severity: 'critical' });
    expect(graded.reduce((sum, { requests }) => sum + requests, 0)).toBe(
      many.reduce((sum, { count }) => sum + count, 7),
    );
  });

  it.each([
    ['one’s own attempts are context', 'attempt', 'Mozilla/5.0', true, 'own', 'informational'],
    ['what a scanner tries is context', 'attempt', 'Mozilla/5.0+zgrab/0.x', false, 'scanner', 'informational'],
    ['what a scanner achieves is nearly as bad', 'success', 'Nessus+SOAP', false, 'scanner', 'high'],
    ['a library is no scanner', 'attempt', 'python-requests/2.26.0', false, 'anyone', 'low'],
  ] as const)('%s', (_, outcome, agent, own, sender, severity) => {
    const [graded, ...others] = gradeRequests(
      rule,
      [matches('203.0.113.1', { outcome, examples: [record(1, agent)] })],
      () => own,
    );
    expect(others).toEqual([]);
    expect(graded).toMatchObject({ sender, severity, requests: 1 });
  });

  it('does not let a scanner’s name on one request hide another', () => {
    const mixed = matches('203.0.113.1', { examples: [record(1, 'Nessus'), record(2, 'Mozilla/5.0')] });
    expect(gradeRequests(rule, [mixed], nobody)[0]).toMatchObject({ sender: 'anyone', severity: 'low' });
  });

  it('gives a success the rule’s level where it names no other', () => {
    const plain: GradingRule = { ...rule, severity: 'medium', successSeverity: null };
    expect(gradeRequests(plain, [matches('203.0.113.1', { outcome: 'success' })], nobody)[0]?.severity).toBe('medium');
  });

  it('loses no request, and does not show the order in which matches come', () => {
    const anyMatches = fc.array(
      fc.record({
        client: fc.option(fc.constantFrom('203.0.113.1', '203.0.113.2', '2001:db8::1', '198.51.100.7'), { nil: null }),
        outcome: fc.constantFrom('attempt' as const, 'success' as const, 'hygiene' as const),
        count: fc.integer({ min: 1, max: 1_000 }),
        second: fc.integer({ min: 0, max: 59 }),
      }),
      { maxLength: 40 },
    );
    void fc.assert(
      fc.property(anyMatches, (sketches) => {
        const all = sketches.map(({ client, outcome, count, second }, i) =>
          matches(client, { outcome, count, examples: [record(second, 'Mozilla/5.0', i)] }),
        );
        // One entry for each client and outcome, as the log engine gives them.
        const distinct = [...new Map(all.map((match) => [`${match.outcome} ${match.client}`, match])).values()];
        const graded = gradeRequests(rule, distinct, (address) => address === '198.51.100.7');
        expect(gradeRequests(rule, [...distinct].reverse(), (address) => address === '198.51.100.7')).toEqual(graded);
        expect(graded.reduce((sum, { requests }) => sum + requests, 0)).toBe(
          distinct.reduce((sum, { count }) => sum + count, 0),
        );
      }),
    );
  });
});

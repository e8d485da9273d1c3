import { describe, expect, it } from 'vitest';
import { CoverageLedger } from '../../../src/case/verdict/coverage-ledger.js';

describe('CoverageLedger', () => {
  it('shows a class that nobody collected as absent, not as examined', () => {
    const ledger = new CoverageLedger();
    ledger.collected('EX01', 100, 'iis-logs', true);
    ledger.read('iis-logs', 'EX01', 7);
    ledger.span('iis-logs', 'EX01', '2022-11-05T10:00:00Z', '2022-11-05T11:00:00Z');
    ledger.span('iis-logs', 'EX01', '2022-11-05T09:00:00Z', '2022-11-05T10:30:00Z');
    const { classes, complete } = ledger.coverage(['EX01'], ['iis-logs', 'web-content'], []);
    const span = { firstRecord: '2022-11-05T09:00:00.000Z', lastRecord: '2022-11-05T11:00:00.000Z' };
    const unknown = { firstRecord: null, lastRecord: null };
    expect(classes).toEqual([
      { class: 'iis-logs', host: 'EX01', state: 'examined', artifacts: 1, bytes: 100, records: 7, ...span },
      { class: 'web-content', host: 'EX01', state: 'absent', artifacts: 0, bytes: 0, records: null, ...unknown },
    ]);
    expect(complete).toBe(true);
  });

  it('tells classes and questions in the order of servers, then of their names', () => {
    const question = (host: string | null, id: string) => ({
      host,
      id,
      question: 'x',
      reason: 'x',
      collect: [],
      collectors: [],
    });
    const { classes, questions } = new CoverageLedger().coverage(
      ['EX02', null, 'EX01'],
      ['web-content', 'iis-logs'],
      [question('EX02', 'a'), question('EX01', 'b'), question('EX01', 'a')],
    );
    const places = (rows: readonly { readonly host: string | null }[]) => rows.map(({ host }) => host);
    expect(classes.map((row) => row.class)).toEqual(Array(3).fill(['iis-logs', 'web-content']).flat());
    expect(places(classes)).toEqual([null, null, 'EX01', 'EX01', 'EX02', 'EX02']);
    expect(questions.map(({ host, id }) => `${host} ${id}`)).toEqual(['EX01 a', 'EX01 b', 'EX02 a']);
  });

  it('shows what was collected but nothing reads as not examined', () => {
    const ledger = new CoverageLedger();
    ledger.collected('EX01', 9, 'event-logs', false);
    expect(ledger.coverage(['EX01'], [], [])).toMatchObject({
      complete: false,
      classes: [{ class: 'event-logs', state: 'not-examined' }],
    });
  });

  it.each([
    [[true, true], 'examined', true],
    [[true, false], 'partial', false],
    [[false, true, true], 'partial', false],
    [[false], 'not-examined', false],
  ] as const)('of files that are read or not, %j: %s', (files, state, complete) => {
    const ledger = new CoverageLedger();
    for (const isRead of files) ledger.collected('EX01', 9, 'registry', isRead);
    expect(ledger.coverage(['EX01'], [], [])).toMatchObject({
      complete,
      classes: [{ state, artifacts: files.length }],
    });
  });

  it('is incomplete as soon as one thing was not examined, and marks its class', () => {
    const ledger = new CoverageLedger();
    ledger.collected('EX01', 100, 'iis-logs', true);
    ledger.note({ code: 'unreadable', message: 'EACCES', path: 'u_ex.log', incomplete: true });
    ledger.partial('iis-logs', 'EX01');
    const coverage = ledger.coverage(['EX01'], [], []);
    expect(coverage.complete).toBe(false);
    expect(coverage.classes[0]?.state).toBe('partial');
  });

  it('adds up the same note, lists the first few hundred of a code and counts the rest', () => {
    const ledger = new CoverageLedger();
    for (let i = 0; i < 500; i += 1)
      ledger.note({ code: 'odd-name', message: 'Odd', path: `f${i}`, incomplete: false });
    ledger.note({ code: 'odd-name', message: 'Odd', path: 'f0', count: 4, incomplete: false });
    const { entries } = ledger.coverage([], [], []);
    expect(entries).toHaveLength(201);
    expect(entries.reduce((sum, entry) => sum + entry.count, 0)).toBe(504);
    expect(entries[0]).toMatchObject({ path: 'f0', count: 5 });
  });

  it('keeps apart what was examined all the same and what was not', () => {
    const ledger = new CoverageLedger();
    ledger.note({ code: 'not-read', message: 'More files', count: 7, incomplete: false });
    ledger.note({ code: 'not-read', message: 'More files', count: 5, incomplete: true });
    const { complete, entries } = ledger.coverage([], [], []);
    expect(entries.map(({ count, incomplete }) => [count, incomplete])).toEqual([
      [7, false],
      [5, true],
    ]);
    expect(complete).toBe(false);
  });

  it('does not depend on the order of notes', () => {
    const [forward, backward] = [new CoverageLedger(), new CoverageLedger()];
    const notes = ['b', 'a', 'c'].map(
      (path) => ({ code: 'unreadable', message: 'x', path, incomplete: true }) as const,
    );
    for (const note of notes) forward.note(note);
    for (const note of notes.toReversed()) backward.note(note);
    expect(forward.coverage([], [], [])).toEqual(backward.coverage([], [], []));
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventKind } from '../../../../src/engine/logs/file-analysis.js';
import {
  type EventBatch,
  EventPacker,
  EventReader,
  eventsOf,
  hasEventsOf,
  lineOf,
} from '../../../../src/engine/logs/correlation/packed-events.js';

const ONE: EventKind = { rules: [1], layout: 0, fields: ['c-ip'] };
const TWO: EventKind = { rules: [2, 5], layout: 1, fields: ['c-ip', 'cs-username'] };
const NONE: EventKind = { rules: [3], layout: 0, fields: [] };
const LAYOUTS = [['c-ip'], ['c-ip', 'cs-username']];

function packed(events: readonly Parameters<EventPacker['add']>[0][]): EventBatch[] {
  const batches: EventBatch[] = [];
  const packer = new EventPacker(
    () => LAYOUTS,
    (batch) => batches.push(batch),
  );
  for (const event of events) packer.add(event);
  packer.close();
  packer.close();
  return batches;
}

const read = (batches: readonly EventBatch[]) =>
  batches.flatMap((batch) => {
    const reader = new EventReader(batch);
    return [...batch.times.keys()].map((at) => reader.read(at));
  });

it('gives back what it was given, in its order', () => {
  const text = fc.stringMatching(/^[ -~äé]{0,12}$/);
  const event = fc.constantFrom(ONE, TWO, NONE).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      time: fc.nat(),
      offset: fc.nat(),
      line: fc.nat(),
      values: fc.tuple(...kind.fields.map(() => fc.option(text))),
      cells: fc.array(text, { maxLength: 4 }).map((cells) => cells.join('\n')),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const batches = packed(events);
      expect(read(batches)).toEqual(events);
      expect(batches.map(({ layouts }) => layouts)).toEqual(events.length > 0 ? [LAYOUTS] : []);
    }),
  );
});

it('leaves out events that nobody asks for', () => {
  const event = fc.constantFrom(ONE, TWO, NONE).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      time: fc.nat(),
      offset: fc.nat(),
      line: fc.nat(),
      values: fc.tuple(...kind.fields.map(() => fc.constantFrom('ä', null, ''))),
      cells: fc.stringMatching(/^[ -~äé\n]{0,12}$/),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), fc.subarray([1, 2, 3, 5]), (events, asked) => {
      const kept = packed(events).flatMap((batch) => eventsOf(batch, (rule) => asked.includes(rule)) ?? []);
      expect(read(kept)).toEqual(events.filter(({ kind }) => kind.rules.some((rule) => asked.includes(rule))));
      expect(kept.every(({ layouts }) => layouts === LAYOUTS)).toBe(true);
    }),
  );
});

it('takes columns that lie in memory as those that are packed', () => {
  const memory = Buffer.from('before 192.0.2.7 anna behind');
  const rest = { kind: TWO, time: 1, offset: 2, line: 3, values: ['192.0.2.7', null] };
  const events = [
    { ...rest, cells: { memory, start: 7, end: 21 } },
    { ...rest, cells: '192.0.2.7\nanna' },
  ];
  expect(read(packed(events))).toEqual([events[1], events[1]]);
});

it('gives away a mebibyte at a time, each with the kinds that are in it', () => {
  const event = (kind: EventKind, cells: string) => ({
    kind,
    time: 1,
    offset: 2,
    line: 3,
    values: kind.fields.map(() => 'a'),
    cells,
  });
  // With the value in front and its line end as large as a batch.
  const large = 'x'.repeat((1 << 20) - 2);
  const batches = packed([event(NONE, large.slice(1)), event(ONE, 'y'), event(ONE, large), event(ONE, 'z')]);
  expect(batches.map(({ times, kinds }) => [times.length, kinds])).toEqual([
    [2, [NONE, ONE]],
    [1, [ONE]],
    [1, [ONE]],
  ]);
  expect(read(batches).map(({ cells }) => cells.length)).toEqual([large.length - 1, 1, large.length, 1]);
});

it('reads no event of a kind that its batch does not have', () => {
  const [batch] = packed([{ kind: NONE, time: 1, offset: 2, line: 3, values: [], cells: '' }]);
  expect(() => batch && new EventReader({ ...batch, kinds: [] }).read(0)).toThrow(/kind/);
});

it.each([
  [7, undefined, 7],
  [7, 100, 107],
  [0, 100, 0],
  [7, null, 0],
  [7, 0, 7],
])('line %s behind %s others is %s of the log', (line, linesBefore, expected) => {
  const [batch] = packed([{ kind: NONE, time: 1, offset: 2, line, values: [], cells: '' }]);
  expect(batch && new EventReader(linesBefore === undefined ? batch : { ...batch, linesBefore }).read(0).line).toBe(
    expected,
  );
  if (linesBefore !== undefined) expect(lineOf(line, linesBefore)).toBe(expected);
});

it.each([
  [[5], true],
  [[2], true],
  [[3], false],
])('knows whether a batch has events of the rules %s', (asked, expected) => {
  const event = { time: 1, offset: 2, line: 3, cells: '' };
  const [batch] = packed([
    { ...event, kind: TWO, values: ['a', 'b'] },
    { ...event, kind: ONE, values: ['a'] },
  ]);
  expect(batch && hasEventsOf(batch, (rule) => asked.includes(rule))).toBe(expected);
});

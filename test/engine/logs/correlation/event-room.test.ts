import { describe, expect, it } from 'vitest';
import { CountedRules, EventKinds } from '../../../../src/engine/logs/correlation/event-kinds.js';
import { EventRoom } from '../../../../src/engine/logs/correlation/event-room.js';
import { createSigmaPack } from '../../../../src/signatures/sigma/index.js';

const rule = (name: string) =>
  `title: ${name}\nname: ${name}\nlogsource: { category: webserver }\ndetection: { s: { cs-uri-stem: /${name} }, condition: s }`;
const correlation = (name: string, rules: string, more: string) =>
  `title: ${name}\nname: ${name}\ncorrelation: { type: event_count, rules: [${rules}], timespan: 1m, condition: { gte: 2 }, ${more} }`;
const { program } = createSigmaPack([
  {
    path: 'a.yml',
    content: [
      ...['a', 'b', 'c'].map(rule),
      correlation('first', 'a, b', 'group-by: [c-ip, user], aliases: { user: { a: cs-username, b: x-user } }'),
      correlation('second', 'first, b', 'group-by: [c-ip]'),
    ].join('\n---\n'),
  },
]);
const counted = new CountedRules(program);

describe('rules that correlations count', () => {
  it('are those that one names, by the fields that all of them ask for', () => {
    expect([0, 1, 2].map((index) => counted.has(index))).toEqual([true, true, false]);
    expect([[0], [1], [0, 1], [2], []].map((rules) => counted.fieldsOf(rules))).toEqual([
      ['c-ip', 'cs-username'],
      ['c-ip', 'x-user'],
      ['c-ip', 'cs-username', 'x-user'],
      [],
      [],
    ]);
  });

  it('make one kind of the same rules and columns', () => {
    const kinds = new EventKinds(counted);
    const kind = kinds.of([0, 1], 3);
    expect(kind).toEqual({ rules: [0, 1], layout: 3, fields: ['c-ip', 'cs-username', 'x-user'] });
    expect(kinds.of([0, 1], 3)).toBe(kind);
    expect([kinds.of([0], 3), kinds.of([0, 1], 4)]).toEqual([
      { rules: [0], layout: 3, fields: ['c-ip', 'cs-username'] },
      { ...kind, layout: 4 },
    ]);
  });
});

describe('room for events', () => {
  const taken = (room: EventRoom, ...events: readonly (readonly [rule: number, time: number])[]) =>
    events.map(([index, time]) => room.take(index, time));

  it('is none for what nobody counts', () => {
    const room = new EventRoom(counted, { ofRule: 2, ofAll: 3 });
    expect([...taken(room, [2, 1], [0, 1]), room.uncounted]).toEqual([false, true, []]);
  });

  it('is that of each rule', () => {
    const room = new EventRoom(counted, { ofRule: 2, ofAll: 9 });
    expect(taken(room, [1, 1], [1, 2], [1, 7], [1, 8], [0, 9])).toEqual([true, true, false, false, true]);
    expect(room.uncounted).toEqual([{ rule: 1, counted: 2, uncounted: 2, from: 7 }]);
  });

  it('is that of all of them', () => {
    const room = new EventRoom(counted, { ofRule: 9, ofAll: 2 });
    expect(taken(room, [1, 1], [0, 2], [1, 7], [0, 8])).toEqual([true, true, false, false]);
    expect(room.uncounted).toEqual([
      { rule: 0, counted: 1, uncounted: 1, from: 8 },
      { rule: 1, counted: 1, uncounted: 1, from: 7 },
    ]);
  });
});

import { EcsFlat } from '@elastic/ecs';
import { expect, it } from 'vitest';
import { exported, hostileReport, linesOf, reportOf } from '../../helpers/export-report.js';

interface FieldRule {
  readonly type: string;
  readonly normalize?: readonly string[];
  readonly allowed_values?: readonly { readonly name: string }[];
}

const rules: ReadonlyMap<string, FieldRule> = new Map(Object.entries(EcsFlat));
const TYPES: Readonly<Record<string, RegExp>> = {
  long: /^-?\d+$/,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  ip: /^[\d.]+$|^[\da-f:.]+$/i,
  boolean: /^(?:true|false)$/,
};

/** What a document has against Elastic Common Schema; fields below `afterpatch` are our own. */
function problemsOf(value: unknown, path = ''): string[] {
  if (path === 'afterpatch') return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, item]) => problemsOf(item, path === '' ? key : `${path}.${key}`));
  }
  const rule = rules.get(path);
  if (rule === undefined) return [`${path} is no field`];
  const isList = rule.normalize?.includes('array') ?? false;
  if (isList !== Array.isArray(value)) return [`${path} ${isList ? 'has to be' : 'is no'} list`];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => {
    const shape = TYPES[rule.type];
    const allowed = rule.allowed_values?.map(({ name }) => name);
    if (shape !== undefined && !shape.test(String(item))) return [`${path} is no ${rule.type}: ${item}`];
    return allowed !== undefined && !allowed.includes(String(item)) ? [`${path} may not be ${item}`] : [];
  });
}

it('fits Elastic Common Schema, field by field, whatever the evidence holds', () => {
  const report = hostileReport();
  const lines = linesOf(exported('ecs', report));
  expect(lines).toHaveLength(report.findings.length + report.verdict.servers.length);
  expect(lines.flatMap((line) => problemsOf(line)).slice(0, 5)).toEqual([]);
  for (const line of lines) expect(line).toMatchObject({ '@timestamp': expect.any(String), ecs: { version: '9.4.0' } });
});

it.each([
  ['a field that is none', { event: { name: 'x' } }],
  ['a category of nobody', { event: { category: ['webshell'] } }],
  ['one technique without a list', { threat: { technique: { id: 'T1190' } } }],
  ['a name for an address', { source: { ip: 'attacker' } }],
  ['a time in seconds', { '@timestamp': 1_667_614_389 }],
])('would see %s', (_, document) => expect(problemsOf(document)).toHaveLength(1));

it('tells a server in which nothing was found, too', () => {
  const [state, ...more] = linesOf(exported('ecs', reportOf([])));
  expect(more).toEqual([]);
  expect(state).toMatchObject({ event: { kind: 'state', dataset: 'afterpatch.verdict' }, host: { name: 'EX01' } });
});

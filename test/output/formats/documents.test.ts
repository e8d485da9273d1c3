import { describe, expect, it } from 'vitest';
import { exported, hostileReport, reportOf } from '../../helpers/export-report.js';
import { documentedRules, errorsOf, officialFolder } from '../../helpers/export-schemas.js';
import { aFinding } from '../../helpers/findings.js';

const report = hostileReport();
const read = (format: 'stix' | 'misp' | 'navigator', of = report) => JSON.parse(exported(format, of));

describe.each(['stix', 'misp', 'navigator'] as const)('%s', (format) => {
  const validate = documentedRules(format);

  it('fits what its target documents, whatever the evidence holds, and where there is none', () => {
    expect(errorsOf(validate, [read(format), read(format, reportOf([]))])).toEqual([]);
  });
});

describe('stix', () => {
  const { objects } = read('stix');
  const ids = new Set(objects.map(({ id }: { id: string }) => id));

  it('fits the official schemas', () => {
    const schemaOf = officialFolder('stix-2.1');
    const wrong = objects.flatMap((object: { type: string }) => errorsOf(schemaOf(`/${object.type}.json`), [object]));
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(schemaOf('/note.json')({ ...objects[0], type: 'note' })).toBe(false);
  });

  it('has every object once, and everything that an object refers to', () => {
    expect(ids.size).toBe(objects.length);
    const references = JSON.stringify(objects).matchAll(/"(?:\w+_ref)":"([^"]+)"|"(?:\w+_refs)":\[([^\]]*)\]/g);
    for (const [, one, several] of references) {
      for (const id of one === undefined ? (several ?? '').split(',').map((text) => text.slice(1, -1)) : [one]) {
        expect(ids).toContain(id);
      }
    }
  });

  it('makes ids of observables as the specification says', () => {
    // UUIDv5 of {"value":"198.51.100.3"} in the namespace of STIX 2.1 §2.9, as Python's uuid module makes it.
    const finding = aFinding({ message: { id: 'x', text: 'x', data: { clients: ['198.51.100.3'] } } });
    expect(JSON.stringify(read('stix', reportOf([finding])))).toContain(
      'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4',
    );
  });

  it('groups what belongs to an incident', () => {
    const groupings = objects.filter(({ type }: { type: string }) => type === 'grouping');
    expect(groupings.length).toBe(report.incidents.length);
  });

  it.each([
    ['an id of chance', { id: 'note--3f2504e0-4f89-41d3-9a0c-0305e82c3301' }],
    ['a note on nothing', { object_refs: [] }],
    ['a time without milliseconds', { created: '2022-11-05T02:18:02Z' }],
    ['no content', { content: undefined }],
  ])('has rules that refuse %s', (_, change) => {
    const note = objects.find(({ type }: { type: string }) => type === 'note');
    const bundle = { ...read('stix'), objects: [JSON.parse(JSON.stringify({ ...note, ...change }))] };
    expect(documentedRules('stix')(bundle)).toBe(false);
  });
});

describe('misp', () => {
  it('names what the incidents name, each once, and only what is fit for blocking to be looked for', () => {
    const { Attribute } = read('misp').Event;
    const keys = Attribute.map(({ category, type, value }: Record<string, string>) => `${category} ${type} ${value}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining(['Network activity ip-src 203.0.113.7', 'Targeting data target-machine EX02']),
    );
    const wanted = Attribute.filter(({ to_ids }: { to_ids: boolean }) => to_ids);
    expect(new Set(wanted.map(({ type }: { type: string }) => type))).toEqual(new Set(['ip-src', 'sha256']));
  });

  it.each([
    ['no info', { info: undefined }],
    ['a category that the type is not of', { Attribute: [{ type: 'sha256', category: 'Persistence mechanism' }] }],
    ['a number for the level', { threat_level_id: 1 }],
    ['publishing', { published: true }],
    ['an info of two lines', { info: 'a\nb' }],
  ])('has rules that refuse %s', (_, change) => {
    const { Event } = read('misp');
    const [attribute] = Event.Attribute;
    const merged = { ...Event, ...change };
    if ('Attribute' in change) merged.Attribute = [{ ...attribute, ...change.Attribute?.[0] }];
    expect(documentedRules('misp')(JSON.parse(JSON.stringify({ Event: merged })))).toBe(false);
  });
});

describe('navigator', () => {
  it('scores a technique by its gravest finding, in the column of each of its tactics', () => {
    const findings = (['low', 'critical', 'medium'] as const).map((severity, at) =>
      aFinding({ severity, fingerprint: String(at).repeat(64), attack: ['T1078'] }),
    );
    expect(read('navigator', reportOf(findings)).techniques).toMatchObject([
      { techniqueID: 'T1078', tactic: 'initial-access', score: 5, comment: '3 findings: A test finding' },
      { tactic: 'persistence', score: 5 },
      { tactic: 'privilege-escalation' },
      { tactic: 'stealth' },
    ]);
  });

  it.each([
    ['no name', { name: undefined }],
    ['another version', { versions: { navigator: '5.1.0', layer: '4.4' } }],
    ['a technique that is none', { techniques: [{ techniqueID: 'TA0001' }] }],
    ['one colour', { gradient: { colors: ['#ffffff'], minValue: 1, maxValue: 5 } }],
    [
      'a link without a scheme',
      { techniques: [{ techniqueID: 'T1190', links: [{ label: 'x', url: 'evil.example' }] }] },
    ],
  ])('has rules that refuse %s', (_, change) => {
    expect(documentedRules('navigator')(JSON.parse(JSON.stringify({ ...read('navigator'), ...change })))).toBe(false);
  });
});

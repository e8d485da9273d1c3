import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BuildSightings } from '../../src/engine/records/build-sightings.js';
import { startPass } from '../../src/engine/records/read-records.js';
import type { RecordAtHand } from '../../src/engine/records/record-hunt.js';
import { compareSeverity } from '../../src/model/severity.js';
import {
  bindMapping,
  type CompiledRule,
  cellRecord,
  createCorrelationEngine,
  factsOf,
  iisMapping,
  loadSigmaPack,
  requiredLiterals,
  type SigmaPack,
  type SigmaRecord,
  selectRules,
  whyNotApplicable,
} from '../../src/signatures/sigma/index.js';

const signatures = fileURLToPath(new URL('../../signatures/sigma/', import.meta.url));
const samples = fileURLToPath(new URL('../../samples/signatures/sigma/', import.meta.url));

const filesOf = (folder: string) =>
  readdirSync(join(signatures, folder))
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => `${folder}/${name}`);
const ruleFiles = filesOf('iis');
const recordRuleFiles = [...filesOf('exchange'), ...filesOf('windows')];

/** The records of a sample: raw W3C lines below their own `#Fields`. */
function recordsOf(file: string, kind: 'hit' | 'miss'): { line: string; record: SigmaRecord }[] {
  const text = readFileSync(join(samples, basename(file, '.yml'), `${kind}.log`), 'utf8');
  let bound = bindMapping(iisMapping, []);
  const records: { line: string; record: SigmaRecord }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#Fields: ')) bound = bindMapping(iisMapping, line.slice('#Fields: '.length).split(' '));
    else if (line !== '' && !line.startsWith('#')) records.push({ line, record: cellRecord(bound, line.split(' ')) });
  }
  return records;
}

/** Records of any other log that is read, by its own reader: whether the rule applies to each and matches it. */
function askedRecords(file: string, kind: 'hit' | 'miss'): { applies: boolean; matches: boolean }[] {
  const rule = ruleOf(file);
  const answers: { applies: boolean; matches: boolean }[] = [];
  const bytes = readFileSync(join(samples, basename(file, '.yml'), `${kind}.log`));
  const sink = {
    record: (record: RecordAtHand) => {
      const applies = whyNotApplicable(rule.rule.logSource, record.logSource) === null;
      answers.push({ applies, matches: applies && rule.matches(factsOf(record, pack.program.predicates)) });
    },
    passed: () => {},
    loss: ({ reason }: { reason: string }) => {
      throw new Error(`${file}: ${reason}`);
    },
  };
  const pass = startPass(bytes, sink, new BuildSightings(file));
  pass?.push(bytes);
  pass?.finish();
  return answers;
}

function ruleOf(file: string): CompiledRule {
  const rule = pack.program.rules.find((each) => each.rule.path.endsWith(file));
  if (rule === undefined) throw new Error(`No rule of ${file} was loaded`);
  return rule;
}

let pack: SigmaPack;
beforeAll(async () => {
  pack = await loadSigmaPack([signatures]);
});

function matchingLines(file: string, kind: 'hit' | 'miss'): string[] {
  const rule = ruleOf(file);
  return recordsOf(file, kind)
    .filter(({ record }) => rule.matches(factsOf(record, pack.program.predicates)))
    .map(({ line }) => line);
}

describe('shipped Sigma rules', () => {
  it('all load', () => expect(pack.problems).toEqual([]));

  it('have samples, and no samples are left over', () => {
    const wanted = [...ruleFiles, ...recordRuleFiles, ...filesOf('correlations')].map((file) => basename(file, '.yml'));
    expect(readdirSync(samples).sort()).toEqual(wanted.sort());
  });

  it('have ids of their own', () => {
    const ids = pack.documents.map((document) => document.id ?? '');
    expect(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('name the item of the reference, ATT&CK and what else looks so', () => {
    for (const document of pack.documents) {
      const about = document.title;
      expect(document.references[0], about).toMatch(/^(XPL|ACC|TIM|EXC|IIS|NET|OS|ANT)-\d\d$/);
      expect(
        document.tags.filter((tag) => /^attack\./.test(tag)),
        about,
      ).not.toEqual([]);
      expect(document.falsePositives, about).not.toEqual([]);
      expect(document.description ?? '', about).not.toBe('');
    }
  });

  it('need a text that few lines hold', () => {
    const always = selectRules(pack.program, iisMapping.logSource)
      .applicable.map((rule) => [rule.rule.name, requiredLiterals(rule, pack.program.predicates, iisMapping)] as const)
      .filter(([, required]) => required.always);
    expect(always).toEqual([]);
  });

  it('do not call an attempt more than medium, since scanners make them', () => {
    const loud = pack.rules.filter(
      (rule) => rule.outcome === 'attempt' && compareSeverity(rule.severity, 'medium') > 0,
    );
    expect(loud.map((rule) => rule.title)).toEqual([]);
  });
});

describe.each(recordRuleFiles)('%s', (file) => {
  it('matches every record of its hits', () => {
    const asked = askedRecords(file, 'hit');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.filter(({ matches }) => !matches)).toEqual([]);
  });

  it('is asked about its misses and matches none', () => {
    const asked = askedRecords(file, 'miss');
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.some(({ applies }) => applies)).toBe(true);
    expect(asked.filter(({ matches }) => matches)).toEqual([]);
  });
});

describe.each(ruleFiles)('%s', (file) => {
  it('matches every line of its hits', () => {
    const lines = recordsOf(file, 'hit').map(({ line }) => line);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(matchingLines(file, 'hit')).toEqual(lines);
  });

  it('matches no line of its misses', () => {
    expect(recordsOf(file, 'miss').length).toBeGreaterThanOrEqual(3);
    expect(matchingLines(file, 'miss')).toEqual([]);
  });
});

/** Titles of the correlations of a file that fire over a sample. */
function firingCorrelations(file: string, kind: 'hit' | 'miss'): string[] {
  const engine = createCorrelationEngine<string>(pack.program);
  for (const { line, record } of recordsOf(file, kind)) {
    const facts = factsOf(record, pack.program.predicates);
    const rules = pack.program.rules.filter((rule) => rule.matches(facts)).map(({ index }) => index);
    if (rules.length > 0)
      engine.feed({ time: Date.parse(`${line.slice(0, 10)}T${line.slice(11, 19)}Z`), record, evidence: line, rules });
  }
  const { alerts } = engine.finish();
  const own = alerts.filter(({ correlation }) => correlation.reports && correlation.correlation.path.endsWith(file));
  return [...new Set(own.map(({ correlation }) => correlation.correlation.title))].sort();
}

describe.each(filesOf('correlations'))('%s', (file) => {
  it('fires over its hits, each of its correlations', () => {
    const own = pack.program.correlations.filter((each) => each.reports && each.correlation.path.endsWith(file));
    expect(own).not.toEqual([]);
    expect(firingCorrelations(file, 'hit')).toEqual(own.map((each) => each.correlation.title).sort());
  });

  it('does not fire over its misses', () => {
    expect(recordsOf(file, 'miss').length).toBeGreaterThanOrEqual(3);
    expect(firingCorrelations(file, 'miss')).toEqual([]);
  });
});

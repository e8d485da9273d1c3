import { messageOf } from '../../platform/errors.js';
import { isRecord } from '../../platform/objects.js';
import type { SigmaUnderTest } from '../../signatures/samples/rules-under-test.js';
import { readSample } from '../../signatures/samples/sample-file.js';
import type { Sample } from '../../signatures/samples/sample-set.js';
import { yamlValue } from '../../signatures/samples/yaml-value.js';
import {
  type CompiledRule,
  createCorrelationEngine,
  factsOf,
  type SigmaPack,
  type SigmaProgram,
  whyNotApplicable,
} from '../../signatures/sigma/index.js';
import type { YamlNode } from '../../signatures/sigma/yaml-tree.js';
import type { RecordAtHand } from '../records/record-hunt.js';
import { jsonRecord, type RecordsRead, recordsOfFile } from '../records/records-of-file.js';
import { type JudgedSample, missingSamples, passed, type TestedRule } from './sample-report.js';

/** The records of a sample, given one after another; what could not be read as text. */
export type SampleReader = (take: (record: RecordAtHand) => void) => RecordsRead | string;

/** A reader of a sample, which may be asked again and again. */
export function sampleReader({ name, source }: Sample): SampleReader {
  if (source.type === 'file') {
    let bytes: Buffer | string | null = null;
    return (take) => {
      bytes ??= readBytes(source.file);
      return typeof bytes === 'string' ? bytes : recordsOfFile(name, bytes, take);
    };
  }
  const events = source.type === 'event' ? [{ time: 0, event: source.event }] : source.events;
  return (take) => {
    for (const [at, { time, event }] of events.entries()) take(jsonRecord(objectOf(event), at + 1, time));
    return { format: 'rule', records: events.length, losses: [] };
  };
}

function objectOf(event: YamlNode): Readonly<Record<string, unknown>> {
  const value = yamlValue(event);
  return isRecord(value) ? value : {};
}

function readBytes(file: string): Buffer | string {
  try {
    return readSample(file).bytes;
  } catch (error) {
    return messageOf(error);
  }
}

/** What a rule says of the records of a sample. */
export interface SigmaVerdict {
  readonly records: number;
  /** Of them those that the rule is asked about: of its log source. */
  readonly applicable: number;
  readonly matches: number;
  /** First record that it does not match, though it is asked. */
  readonly firstMiss: number | null;
  readonly firstMatch: number | null;
}

/** Asks a rule about every record. */
export function askRule(program: SigmaProgram, rule: CompiledRule, read: SampleReader): SigmaVerdict | string {
  let [records, applicable, matches] = [0, 0, 0];
  let firstMiss: number | null = null;
  let firstMatch: number | null = null;
  const done = read((record) => {
    records++;
    if (whyNotApplicable(rule.rule.logSource, record.logSource) !== null) return;
    applicable++;
    const place = record.line || records;
    if (rule.matches(factsOf(record, program.predicates))) {
      matches++;
      firstMatch ??= place;
    } else firstMiss ??= place;
  });
  return typeof done === 'string' ? done : { records, applicable, matches, firstMiss, firstMatch };
}

/** How often a correlation fires over the records of a sample. */
export function countAlerts(program: SigmaProgram, correlation: number, read: SampleReader): SigmaVerdict | string {
  const engine = createCorrelationEngine<number>(program);
  const events: { time: number; record: RecordAtHand; rules: number[]; at: number }[] = [];
  let [records, applicable] = [0, 0];
  let last = 0;
  const done = read((record) => {
    const at = records++;
    const facts = factsOf(record, program.predicates);
    const rules = program.rules
      .filter((rule) => whyNotApplicable(rule.rule.logSource, record.logSource) === null)
      .filter((rule) => rule.matches(facts))
      .map(({ index }) => index);
    applicable++;
    if (rules.length === 0) return;
    const time = Number.isNaN(record.seconds) ? last : record.seconds * 1000;
    last = time;
    engine.feed({ time, record, evidence: at, rules });
    events.push({ time, record, rules, at });
  });
  if (typeof done === 'string') return done;
  const alerts = engine.finish().alerts.filter((alert) => alert.correlation.index === correlation);
  return { records, applicable, matches: alerts.length, firstMiss: null, firstMatch: null };
}

export function testSigma(pack: SigmaPack, under: readonly SigmaUnderTest[]): TestedRule[] {
  return under.map((rule) => {
    const judged = (rule.samples?.samples ?? []).map((sample) => ({
      sample,
      ...judgeSigma(pack.program, rule, sample),
    }));
    const count = (expect: Sample['expect']) =>
      judged
        .filter(({ sample }) => sample.expect === expect)
        .reduce(
          (sum, { sample, records }) =>
            sum + (rule.kind === 'correlation' || sample.source.type === 'events' ? Math.min(records, 2) : records),
          0,
        );
    const places = {
      what: 'lines of a log, or records,',
      hit: rule.place === rule.file ? rule.file : `${rule.place}/hit.log`,
      miss: rule.place === rule.file ? rule.file : `${rule.place}/miss.log`,
    };
    const { id, title, language, file, place } = rule;
    const samples = judged.map(({ judged: one }) => one);
    // A sample that proves nothing says by itself what to write.
    const isVacuous = (expect: Sample['expect']) =>
      samples.some((one) => one.expect === expect && one.status === 'vacuous');
    const [hits, misses] = [count('hit') + Number(isVacuous('hit')), count('miss') + (isVacuous('miss') ? 2 : 0)];
    const missing = missingSamples(hits, misses, rule.samples?.hitsOnly ?? false, places);
    return { id, title, language, file, place, samples, missing };
  });
}

/** What a sample says of a rule, and how many records it has. */
export function judgeSigma(
  program: SigmaProgram,
  rule: SigmaUnderTest,
  sample: Sample,
): { judged: JudgedSample; records: number } {
  const { name, expect } = sample;
  const read = sampleReader(sample);
  const compiled = rule.kind === 'rule' ? program.rules[rule.index] : undefined;
  const verdict = compiled ? askRule(program, compiled, read) : countAlerts(program, rule.index, read);
  if (typeof verdict === 'string') {
    return { judged: { name, expect, status: 'failed', reason: `It cannot be read: ${verdict}` }, records: 0 };
  }
  const status = statusOf(rule, sample, verdict);
  return { judged: status === null ? passed(name, expect) : { name, expect, ...status }, records: verdict.records };
}

function statusOf(
  rule: SigmaUnderTest,
  { expect, count, source }: Sample,
  { records, applicable, matches, firstMiss, firstMatch }: SigmaVerdict,
): Pick<JudgedSample, 'status' | 'reason'> | null {
  const verb = expect === 'hit' ? 'match' : 'leave alone';
  if (records === 0) {
    const reason = `No record is in it: write lines of a log, below their header, that the rule must ${verb}.`;
    return { status: 'vacuous', reason };
  }
  if (applicable === 0) {
    const reason = `The rule is asked about none of its ${records} records: they are of another log source than its own.`;
    return { status: 'vacuous', reason };
  }
  const why = (place: number | null) =>
    source.type === 'file' && place !== null
      ? ` \`afterpatch signatures why ${rule.file} ${source.file} --line ${place}\` says why.`
      : '';
  if (typeof count === 'number' && count > 0) {
    const reason = `It must match ${count} records, and matches ${matches}.`;
    return matches >= count ? null : { status: 'failed', reason };
  }
  if (expect === 'miss') {
    if (matches === 0) return null;
    const what =
      rule.kind === 'correlation' ? `It fires ${matches} times` : `The rule matches ${matches} of its records`;
    return { status: 'failed', reason: `${what}.${why(firstMatch)}` };
  }
  if (rule.kind === 'correlation' || count === 'some') {
    const what = rule.kind === 'correlation' ? 'It does not fire over' : 'The rule matches none of';
    return matches > 0 ? null : { status: 'failed', reason: `${what} its ${records} records.${why(1)}` };
  }
  if (firstMiss === null && applicable === records) return null;
  const reason =
    firstMiss === null
      ? `The rule is not asked about ${records - applicable} of its records, which are of another log source.`
      : `The rule does not match record ${firstMiss}.${why(firstMiss)}`;
  return { status: 'failed', reason };
}

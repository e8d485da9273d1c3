// Evaluates one conformance vector with the compiled engine. The kinds are explained in the `readme` of the vectors.
import * as sigma from '../../dist/signatures/sigma/index.js';

/** What differs from what the vector expects, as text; null where nothing does. */
export function runVector(vector) {
  switch (vector.kind) {
    case 'match':
      return compare(vector.expected, matchEach(vector, vector.events.map(sigma.objectRecord), isMatch));
    case 'match-titles':
      return compare(vector.expected, matchEach(vector, vector.events.map(sigma.objectRecord), titles));
    case 'iis-line':
      return compare(vector.expected, matchEach(vector, iisRecords(vector), isMatch));
    case 'error':
      return runError(vector);
    case 'correlation':
      return runCorrelation(vector);
    default:
      return `unknown kind ${vector.kind}`;
  }
}

function load(vector) {
  const { documents, problems } = sigma.parseSigmaDocuments(vector.rule, 'vector.yml');
  const placeholders = new Map(Object.entries(vector.options?.placeholders ?? {}));
  const program = sigma.compileSigma(documents, { placeholders });
  return { documents, program, problems: [...problems, ...program.problems] };
}

function loadWhole(vector) {
  const loaded = load(vector);
  if (loaded.problems.length > 0) throw new Error(`does not load: ${describe(loaded.problems)}`);
  return loaded;
}

function matchEach(vector, records, summarise) {
  const { program } = loadWhole(vector);
  return records.map((record) => {
    const facts = sigma.factsOf(record, program.predicates);
    return summarise(program.rules.filter((rule) => rule.matches(facts)));
  });
}

const isMatch = (rules) => rules.length > 0;
const titles = (rules) => rules.map(({ rule }) => rule.title).sort();

function iisRecords(vector) {
  const columns = vector.fields_directive.replace(/^#Fields:\s*/, '').split(' ');
  const bound = sigma.bindMapping(sigma.iisMapping, columns);
  return vector.lines.map((line) => sigma.cellRecord(bound, line.split(' ')));
}

/** Where the specification is silent, an error of the linter is enough. */
function runError(vector) {
  const { documents, program, problems } = load(vector);
  if (problems.length > 0) return null;
  const lenient = vector.strength === 'convention' || vector.strength === 'ambiguous';
  if (lenient && sigma.lintSigma(documents, program).some(({ severity }) => severity === 'error')) return null;
  return `loads, but must not: ${vector.expected_error}`;
}

function runCorrelation(vector) {
  const { program } = loadWhole(vector);
  const engine = sigma.createCorrelationEngine(program);
  const baseOutput = new Set();
  const events = vector.events.map((event, i) => ({ event, i, time: Date.parse(event.timestamp) }));
  for (const { event, i, time } of events.sort((a, b) => a.time - b.time || a.i - b.i)) {
    const record = sigma.objectRecord(event);
    const facts = sigma.factsOf(record, program.predicates);
    const matched = program.rules.filter((rule) => rule.matches(facts));
    for (const { rule, reports } of matched) if (reports) baseOutput.add(rule.name ?? rule.title);
    engine.feed({ time, record, evidence: i, rules: matched.map(({ index }) => index) });
  }
  const alerts = new Set(
    engine
      .finish()
      .alerts.filter(({ correlation }) => correlation.reports)
      .map(({ correlation: { correlation }, group }) => alertKey(correlation.name ?? correlation.title, group)),
  );
  const expected = vector.expected_alerts.map(({ rule, group }) => alertKey(rule, Object.entries(group)));
  return compare(
    { alerts: expected.sort(), base: [...vector.expected_base_output].sort() },
    { alerts: [...alerts].sort(), base: [...baseOutput].sort() },
  );
}

function alertKey(rule, group) {
  const values = group.map(([field, value]) => [field, String(value)]);
  return JSON.stringify([rule, values.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function compare(expected, actual) {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(actual)];
  return a === b ? null : `expected ${a}\nfound    ${b}`;
}

function describe(problems) {
  return problems.map(({ line, column, reason }) => `${line}:${column} ${reason}`).join('; ');
}

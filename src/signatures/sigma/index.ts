/** Sigma v2.1: load, compile, match, correlate, explain. Nothing here knows where records come from. */
export type * from './ast.js';
export { type CompileOptions, compileSigma, type SigmaProgram } from './compile.js';
export type {
  CorrelationAlert,
  CorrelationLimits,
  CorrelationOutcome,
} from './correlation/alert.js';
export { type CorrelationEngine, createCorrelationEngine } from './correlation/engine.js';
export { explainSigma } from './explain.js';
export { fieldValues, objectRecord, type SigmaRecord } from './field-values.js';
export { lintSigma } from './lint/lint.js';
export { prefilterForms, requiredLiterals } from './literals.js';
export { whyNotApplicable } from './log-source.js';
export { describeMapping } from './mappings/describe.js';
export { iisMapping } from './mappings/iis.js';
export { bindMapping, cellRecord } from './mappings/mapping.js';
export { createSigmaPack, loadSigmaPack, type SigmaPack } from './pack.js';
<<<<<<< HEAD
export { readSigmaFiles, type SigmaFile, type SigmaFiles } from './pack-files.js';
export { CMDLET, EVENT_LOGS, EXCHANGE_LOGS } from './records/log-source.js';
export { type ParsedSigma, parseSigmaDocuments } from './parse.js';
export type { Predicate } from './predicates.js';
export {
  type CompiledCorrelation,
  type CompiledRule,
  type CorrelationInput,
  type Facts,
  type Formula,
  factsOf,
} from './program.js';
export { type NotApplicable, selectRules } from './select-rules.js';
=======
export { parseSigmaDocuments } from './parse.js';
export { type CompiledRule, type Facts, factsOf } from './program.js';
export { EVENT_LOGS, EXCHANGE_LOGS } from './records/log-source.js';
export { selectRules } from './select-rules.js';
>>>>>>> 9307443 (Lint circles, floating promises, complexity, and what is unused)

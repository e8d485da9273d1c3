/** Sigma v2.1: load, compile, match, correlate, explain. Nothing here knows where records come from. */
export type * from './ast.js';
export { type CompileOptions, compileSigma, type SigmaProgram } from './compile.js';
export type {
  CorrelationAlert,
  CorrelationLimits,
  CorrelationOutcome,
  Occurrence,
} from './correlation/alert.js';
export { type CorrelationEngine, createCorrelationEngine, type EngineContent } from './correlation/engine.js';
export { explainSigma } from './explain.js';
export { type FieldValues, fieldValues, objectRecord, type SigmaRecord } from './field-values.js';
export { lintSigma } from './lint/lint.js';
export { prefilterForms, requiredLiterals, SHORT_QUERY } from './literals.js';
export { whyNotApplicable } from './log-source.js';
export { describeMapping } from './mappings/describe.js';
export { iisMapping } from './mappings/iis.js';
export { type BoundMapping, bindMapping, cellRecord } from './mappings/mapping.js';
export { createSigmaPack, loadSigmaPack, type SigmaPack } from './pack.js';
export { parseSigmaDocuments } from './parse.js';
export { type CompiledRule, type Facts, factsOf } from './program.js';
export { CMDLET, EVENT_LOGS, EXCHANGE_LOGS, FTP_LOGS } from './records/log-source.js';
export { countNotApplicable, selectRules } from './select-rules.js';

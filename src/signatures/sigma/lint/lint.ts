import type { SignatureLint } from '../../signature-lint.js';
import type { SigmaDocument } from '../ast.js';
import type { SigmaProgram } from '../compile.js';
import type { FieldMapping } from '../mappings/mapping.js';
import { lintConditions } from './conditions.js';
import { lintCorrelations } from './correlations.js';
import { lintHeaders } from './headers.js';
import { lintMapping, lintRecordFields } from './mapping.js';
import type { Report } from './report.js';
import { lintValues } from './values.js';

/** Checks documents and what they compiled to; with a mapping, also how they fit the records that it reads. */
export function lintSigma(
  documents: readonly SigmaDocument[],
  program: SigmaProgram,
  mapping?: FieldMapping,
): readonly SignatureLint[] {
  const lints: SignatureLint[] = [];
  const report: Report = (document, { position, hint, ...lint }) => {
    const rule = document.id ?? document.name ?? document.title;
    lints.push({ path: document.path, rule, position: position ?? document.position, hint: hint ?? null, ...lint });
  };
  lintHeaders(documents, report);
  for (const document of documents) {
    if (document.kind === 'correlation') lintCorrelations(document, report);
    else {
      lintConditions(document, report);
      lintValues(document, report);
    }
  }
  if (mapping) lintMapping(program, mapping, report);
  lintRecordFields(program, report);
  return lints;
}

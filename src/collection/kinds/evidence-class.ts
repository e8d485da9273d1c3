import { type ArtifactKind, kindFacts } from '../../model/artifact-kind.js';
import type { EvidenceClass } from '../../model/coverage.js';

/**
 * The class of evidence whose question an artifact can answer, null for those that answer none by themselves. What ASP.NET compiled
 * (told by `windowsPath`) is not what lies in the web folders.
 */
export function evidenceClassOf(kind: ArtifactKind, windowsPath: string | null = null): EvidenceClass | null {
  if (kind === 'web-content' && windowsPath?.toLowerCase().includes('\\temporary asp.net files\\'))
    return 'compiled-pages';
  return kindFacts(kind).evidence;
}

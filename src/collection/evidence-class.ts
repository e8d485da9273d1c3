import type { ArtifactKind } from '../model/artifact.js';
import type { EvidenceClass } from '../model/coverage.js';

const CLASS_OF_KIND: Readonly<Partial<Record<ArtifactKind, EvidenceClass>>> = {
  'web-content': 'web-content',
  'application-host-config': 'iis-configuration',
  'agents-config': 'transport-agents',
  'compiled-page': 'compiled-pages',
  'iis-log': 'iis-logs',
  'httperr-log': 'httperr-logs',
  'exchange-log': 'exchange-logs',
  'event-log': 'event-logs',
  'scheduled-task': 'scheduled-tasks',
  'registry-export': 'registry',
};

/**
 * The class of evidence whose question an artifact can answer, null for those that answer none by themselves: a web.config does not
 * say which modules IIS loads, and what ASP.NET compiled (told by `windowsPath`) is not what lies in the web folders. They are
 * examined all the same; a class made present by them would hide that the rest is missing. HTTPERR, which does not hold what IIS
 * answered, is a class of its own for the same reason.
 */
export function evidenceClassOf(kind: ArtifactKind, windowsPath: string | null = null): EvidenceClass | null {
  if (kind === 'web-content' && windowsPath?.toLowerCase().includes('\\temporary asp.net files\\'))
    return 'compiled-pages';
  return CLASS_OF_KIND[kind] ?? null;
}

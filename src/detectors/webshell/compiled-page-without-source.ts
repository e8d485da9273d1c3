import { compiledPage } from '../../formats/compiled-page/compiled-page.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Evidence, FactEvidence } from '../../model/finding.js';
import type { UriLifeLine } from '../../model/life-line.js';

/** Extensions of pages that ASP.NET compiles one by one. */
const PAGE = /\.(?:aspx|ashx|asmx|svc|soap|cshtml|vbhtml|xamlx)$/i;

/** Where web shells are dropped most: these folders execute, and need no logon. */
const FAVOURITE = /^\/(?:[^/]+|aspnet_client\/.*|owa\/auth\/.*|ecp\/auth\/.*)$/i;

export default defineDetector({
  id: 'webshell.compiled-page-without-source',
  title: 'Compiled trace of a deleted page',
  description:
    'ASP.NET compiles a page at its first request and keeps the result when the page is deleted: a trace of a page that the product does not ship says that it ran.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1070.004'],
  references: ['WEB-13', 'TIM-02'],
  falsePositives: ['Pages of other applications on the server that were removed since'],
  nextSteps: [
    'Search the IIS logs around the time of the trace for the page and for who called it',
    'Collect the App_Web assembly beside the trace: it holds the code of the page',
    'Look for the page in backups, quarantine and the file system journal',
  ],
  consumes: compiledPage,
  messages: {
    deleted: '{page} was compiled and run, and is no longer in its folder',
    unknown: '{page} was compiled and run; its folder was not collected, so whether it is still there is not known',
    present: '{page} was compiled and run, and is not a page of the product',
  },
  *inspect(page, context) {
    const { virtualPath } = page;
    if (virtualPath === null || !PAGE.test(virtualPath)) return;
    const { knownGood, urlMap, files } = context.server;
    const url = virtualPath.toLowerCase();
    const answered = knownGood.productUrl(url);
    if (answered === 'page' || answered === 'virtual') return;
    const candidates = urlMap.filesOf(url);
    if (candidates.some((path) => knownGood.isShippedPath(path))) return;
    const present = candidates.find((path) => files.presence(path) === 'collected');
    const absent = candidates.find((path) => files.presence(path) === 'absent');
    const line = context.server.lifeLines.find(({ stem, requests }) => stem === url && requests > 0);
    const used = line?.firstSuccess != null;
    yield {
      ...(present !== undefined
        ? ({ message: 'present', severity: 'medium', confidence: 'moderate' } as const)
        : absent !== undefined
          ? ({ message: 'deleted', severity: used || FAVOURITE.test(url) ? 'critical' : 'high' } as const)
          : ({ message: 'unknown', severity: 'medium', confidence: 'moderate' } as const)),
      data: { page: virtualPath, file: present ?? absent ?? candidates[0] ?? '', assembly: page.assembly ?? '' },
      at: [elementEvidence(page.element, context.artifact), ...facts(context, line)],
      identity: [url],
      url: virtualPath,
    };
  },
});

/** When it was first compiled beside when it was first and last asked for. */
function facts({ artifact }: DetectorContext, line: UriLifeLine | undefined): Evidence[] {
  const compiled = artifact?.times?.created ?? artifact?.times?.modified;
  return [
    ...(compiled ? [fact('first compiled', compiled)] : []),
    ...(line ? [fact('first request', line.first), fact('last request', line.last)] : []),
  ];
}

function fact(label: string, text: string): FactEvidence {
  return { type: 'fact', path: null, label, text };
}

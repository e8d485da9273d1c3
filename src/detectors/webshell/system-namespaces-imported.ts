import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { positionEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';

/** Namespaces by what they give access to. */
const REACH: readonly (readonly [string, RegExp])[] = [
  ['processes', /^system\.diagnostics$/],
  ['the registry', /^microsoft\.win32$/],
  ['WMI', /^system\.management$/],
  ['directories and web sites', /^system\.directoryservices$/],
  ['services', /^system\.serviceprocess$/],
  ['sockets', /^system\.net\.sockets$/],
  ['native code', /^system\.runtime\.interopservices$/],
  ['compilers', /^(?:microsoft\.csharp|microsoft\.jscript|microsoft\.visualbasic|system\.codedom\.compiler)$/],
  ['code generation', /^system\.reflection\.emit$/],
  ['PowerShell', /^system\.management\.automation(?:\.runspaces)?$/],
];

export default defineDetector({
  id: 'webshell.system-namespaces-imported',
  title: 'Page with imports for taking over its server',
  description:
    'One page that imports processes, registry, WMI, services, sockets or native code together is a tool box: applications need one of them at most, and rarely in a page.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['WEB-07', 'WEB-12'],
  falsePositives: ['Diagnostic pages of administrators'],
  nextSteps: ['Read the page: what does it use them for?'],
  consumes: webContent,
  messages: { equipped: 'The page imports access to {topics}' },
  *inspect(content, context) {
    const document = content.document;
    if (document === null) return;
    const found = new Map<string, number>();
    for (const { name, attributes, start } of document.directives) {
      const imported = attributes
        .get(name === 'assembly' ? 'name' : 'namespace')
        ?.split(',')[0]
        ?.trim()
        .toLowerCase();
      if (imported === undefined) continue;
      const topic = REACH.find(([, namespace]) => namespace.test(imported))?.[0];
      if (topic !== undefined && !found.has(topic)) found.set(topic, start);
    }
    if (found.size < 4) return;
    const path = context.artifact?.collectedPath ?? null;
    yield {
      message: 'equipped',
      data: { topics: [...found.keys()] },
      at: [...found.values()].map((start) => positionEvidence(content, 'directive', start, path)),
      identity: ['equipped'],
    };
  },
});

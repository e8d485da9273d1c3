import { type WebContent, webContent } from '../../formats/views/web-content.js';
import { type Detection, type DetectorContext, defineDetector } from '../../model/detector.js';
import type { ContentEvidence } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { safeText } from '../../platform/safe-text.js';
import { isOwnName } from '../../server/own-names.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { placeEvidence, positionEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { analyseLogonPage, type LogonPage } from '../../signatures/logon-page/analyse-logon-page.js';
import type { Capability, CapabilityKind } from '../../signatures/logon-page/capability.js';
import { knownText } from '../../signatures/behaviour/values/value.js';
import { foreignClassOf, serverReads } from '../../signatures/logon-page/server-reads.js';

/** What is told first of what is equally grave. */
const ORDER: readonly CapabilityKind[] = [
  'sent',
  'retargeted',
  'reads',
  'copied',
  'loaded',
  'made',
  'channel',
  'obfuscated',
  'class',
];

/** Detections of one file; more tell nothing new. */
const MAXIMUM_DETECTIONS = 5;

export default defineDetector({
  id: 'webshell.logon-page-capability',
  title: 'Logon page with abilities that the product’s lacks',
  description:
    'The logon pages of Exchange, AD FS and Remote Desktop Web Access read the password field and submit their own form, and nothing more. This one has a capability that they do not have: a way out, a script of another place, a form that goes elsewhere, code that is made while it runs. In pages of other applications only a password that is sent away in hiding counts.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1056.003'],
  references: ['WEB-10'],
  falsePositives: [
    'Add-ons for a captcha or a second factor, and statistics, that put script into the logon page',
    'Changes of an administrator’s own to the logon page',
  ],
  nextSteps: [
    'Compare the file with that of another server or of the installation medium',
    'Find where it sends to, and look for that address in the logs',
    'Where it can read the password: take the passwords of everybody who signed in since for stolen',
  ],
  consumes: webContent,
  messages: {
    sent: 'What is typed into the logon form goes out by {what}{where}',
    copied: 'What is typed into the password field is handed on by {what}{where}',
    retargeted: 'The logon form is sent elsewhere by {what}{where}',
    loaded: '{what} brings content of another place into the logon page{where}',
    channel: 'The logon page has a way out that the product’s does not have: {what}{where}',
    made: 'The logon page makes code or elements while it runs, by {what}{where}',
    obfuscated: 'Script of the logon page hides what it does: {what}',
    class: 'The logon page is made by a class that is none of the product’s: {what}',
    reads: 'Server code of the logon page takes what the form holds ({what})',
  },
  *inspect(content, context) {
    const path = context.artifact?.windowsPath ?? null;
    const { names } = context.server;
    // What the server itself has lies beside the page, and is judged by what it does.
    const isHome = (host: string) => isOwnName(host, names) && !names.has(host.toLowerCase());
    const page = analyseLogonPage(content, path, isHome);
    if (page === null) return;
    const found = [...clientSide(content, page, context), ...serverSide(content, page, context)];
    const grave = found.filter(({ capability }) => compareSeverity(capability.severity, 'medium') >= 0);
    const told = new Set<string>();
    const sorted = (grave.length > 0 ? grave : found).sort(
      ({ capability: a }, { capability: b }) =>
        compareSeverity(b.severity, a.severity) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
    );
    for (const { capability, at } of sorted) {
      const { kind, what, where, severity } = capability;
      const key = `${kind} ${what}`;
      if (told.has(key) || told.size >= MAXIMUM_DETECTIONS) continue;
      told.add(key);
      yield detection(kind, what, where, severity, at);
    }
  },
});

interface Found {
  readonly capability: Pick<Capability, 'kind' | 'severity' | 'what' | 'where'>;
  readonly at: ContentEvidence;
}

function clientSide(content: WebContent, page: LogonPage, { artifact }: DetectorContext): Found[] {
  return page.capabilities.map((capability) => ({
    capability,
    at: positionEvidence(content, 'capability', capability.start, artifact?.collectedPath ?? null),
  }));
}

/** Exchange's logon pages have server code that writes texts, and none that takes any in. */
function serverSide(content: WebContent, { role }: LogonPage, { artifact }: DetectorContext): Found[] {
  const place = artifact?.windowsPath?.toLowerCase() ?? '';
  const inherits = content.document?.directives.some((one) =>
    /^microsoft\.exchange\./i.test(one.attributes.get('inherits') ?? ''),
  );
  const isOwn = inherits || (role === 'logon' && /\\(?:owa|ecp)\\auth\\/.test(place));
  if (role === 'other' || !isOwn) return [];
  const foreign = foreignClassOf(content);
  const ofClass: Found[] =
    foreign === null || !/\\(?:owa|ecp)\\auth\\/.test(place)
      ? []
      : [
          {
            capability: { kind: 'class', severity: 'medium', what: foreign, where: '' },
            at: positionEvidence(content, 'capability', 0, artifact?.collectedPath ?? null),
          },
        ];
  const behaviour = analyseBehaviour(content);
  const isPassedOn = behaviour.calls.some(({ main, args }) => [main, ...args].some((value) => value.taint?.secret));
  const reads: Found[] = serverReads(content).map(({ capability, place: at }) => ({
    capability: capability.kind === 'reads' && isPassedOn ? { ...capability, severity: 'high' as const } : capability,
    at: placeEvidence(content, behaviour, 'capability', at, artifact?.collectedPath ?? null),
  }));
  const redirects: Found[] = behaviour.calls.flatMap(({ kind, name, main, place: at }) => {
    const host = kind === 'redirect' ? /^\s*(?:https?:)?\/\/([^\s/?#]+)/i.exec(knownText(main))?.[1] : undefined;
    if (host === undefined) return [];
    const capability = { kind: 'retargeted', severity: 'high', what: name, where: host } as const;
    return [{ capability, at: placeEvidence(content, behaviour, 'capability', at, artifact?.collectedPath ?? null) }];
  });
  return [...ofClass, ...reads, ...redirects];
}

function detection(
  kind: CapabilityKind,
  what: string,
  where: string,
  severity: Capability['severity'],
  at: ContentEvidence,
): Detection<CapabilityKind> {
  const told = where === '' ? '' : ` (${safeText(where, 120)})`;
  const data = { what: safeText(what, 80), where: told };
  const identity = [kind, what];
  // What a page could do is a suspicion: captchas and second factors can too. What it does with a password is none.
  return { message: kind, data, severity, confidence: severity === 'high' ? 'moderate' : 'weak', at, identity };
}

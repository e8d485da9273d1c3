import {
  type ConfigurationFile,
  type ConfigurationSection,
  configurationFile,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from '../../server/configuration/weight.js';
import { hasExchange } from '../../server/server-roles.js';

/** Headers and variables that hold a password. */
const PASSWORD =
  /^(?:HTTP[_-])?(?:proxy[_-])?authorization$|^AUTH_PASSWORD$|(?:^|[_-])(?:pass(?:word|wd|phrase)?|pwd|kennwort)(?:$|[_-])/i;
/** Headers and variables that hold a session. */
const SESSION = /^(?:HTTP[_-])?(?:set-)?cookie$/i;

/** Pages that passwords are sent to. */
const LOGON = /\b(?:auth\.owa|log[io]n|sign-?in|owaauth|password|passwort)\b/i;

/** Folders that IIS serves, canonical. */
const SERVED = /^[a-z]:\\inetpub\\(?!(?:logs|temp|history)(?:\\|$))|\\(?:frontend\\httpproxy|clientaccess)\\/;

export default defineDetector({
  id: 'iis.credentials-logged',
  title: 'Logging that keeps what visitors type',
  description:
    'IIS can write headers, cookies and whole requests into its logs. Set to a logon page, that collects passwords without any code. Normal are addresses from proxies as fields of a log, and traces of requests that failed or took long.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1056.003', 'T1556'],
  references: [
    'ANT-01',
    'https://learn.microsoft.com/en-us/iis/configuration/system.webserver/tracing/tracefailedrequests/',
  ],
  falsePositives: ['Somebody who looked for a fault of the logon, and left the trace switched on'],
  nextSteps: [
    'Ask who switched it on, and since when: inetpub\\history',
    'Find the files that it wrote and who fetched them',
    'Treat passwords that were typed since then as disclosed',
  ],
  consumes: configurationFile,
  messages: {
    field: 'The log of {where} keeps {what} of every request (field {name})',
    trace: 'Requests to {what} that are answered {codes} are traced with all that they send',
    folder: 'Traces of requests are written to {what}, which the web serves',
    page: 'ASP.NET keeps the last requests of {where}, forms and all, and shows them to anybody',
    messages: 'Whole messages of services are logged for {where}',
  },
  *inspect(file, context) {
    yield* loggedFields(file, context);
    yield* tracedRequests(file, context);
    yield* servedTraces(file, context);
    yield* shownRequests(file, context);
  },
});

/** Headers that a log keeps in fields of its own. */
function* loggedFields(file: ConfigurationFile, { artifact, server }: DetectorContext) {
  const exchange = hasExchange(server);
  for (const { element, where } of customFields(file)) {
    const what = attribute(element, 'sourceName') ?? '';
    const name = attribute(element, 'logFieldName') ?? attribute(element, 'id') ?? '';
    const weight = PASSWORD.test(what) ? (exchange ? grave('high') : REVIEW) : sessionWeight(what, exchange);
    if (weight === null) continue;
    yield {
      message: 'field' as const,
      ...weight,
      data: { where, what, name },
      at: elementEvidence(element, artifact),
      identity: ['field', where.toLowerCase(), what.toLowerCase()],
    };
  }
}

/** Failed Request Tracing of requests that did not fail. */
function* tracedRequests(file: ConfigurationFile, context: DetectorContext) {
  const isOff = file.kind === 'application-host' && tracing(file).length === 0;
  for (const section of sectionsNamed(file, 'system.webServer/tracing/traceFailedRequests')) {
    const onExchange = isOfExchange(reachOf(file, section, context), context.server);
    for (const rule of childrenNamed(section.element, 'add')) {
      const codes = successCodes(rule);
      if (codes === null || !isVerbose(rule)) continue;
      const path = attribute(rule, 'path') ?? '*';
      yield {
        message: 'trace' as const,
        ...(isOff ? CONTEXT : traceWeight(path, onExchange)),
        data: { what: path, codes, location: section.location ?? '' },
        at: elementEvidence(rule, context.artifact),
        identity: ['trace', section.location ?? '', path.toLowerCase()],
      };
    }
  }
}

function traceWeight(path: string, onExchange: boolean): Weight {
  if (LOGON.test(path)) return onExchange ? grave('high') : REVIEW;
  return onExchange ? REVIEW : UNUSUAL;
}

/** Traces in a folder where a browser can fetch them. */
function* servedTraces(file: ConfigurationFile, { artifact }: DetectorContext) {
  const paths = serverPathsOf(file, artifact);
  for (const element of tracing(file)) {
    const folder = attribute(element, 'directory') ?? '';
    const canonical = paths.canonical(folder);
    if (!SERVED.test(canonical)) continue;
    const at = elementEvidence(element, artifact);
    yield { message: 'folder' as const, ...REVIEW, data: { what: folder }, at, identity: ['folder', canonical] };
  }
}

/** What ASP.NET and WCF keep of requests. */
function* shownRequests(file: ConfigurationFile, context: DetectorContext) {
  const placeOf = ({ location }: ConfigurationSection) => location ?? context.artifact?.windowsPath ?? 'every site';
  for (const section of sectionsNamed(file, 'system.web/trace')) {
    const own = (name: string) => attribute(section.element, name)?.toLowerCase();
    if (own('enabled') !== 'true' || own('localOnly') !== 'false') continue;
    const reach = reachOf(file, section, context);
    // Developers leave it on for an application of theirs.
    const weight = reach === 'server' || isOfExchange(reach, context.server) ? REVIEW : UNUSUAL;
    const where = placeOf(section);
    const at = elementEvidence(section.element, context.artifact);
    yield { message: 'page' as const, ...weight, data: { where }, at, identity: ['page', where] };
  }
  for (const section of sectionsNamed(file, 'system.serviceModel/diagnostics')) {
    if (!isOfExchange(reachOf(file, section, context), context.server)) continue;
    const where = placeOf(section);
    for (const element of childrenNamed(section.element, 'messageLogging')) {
      if (attribute(element, 'logEntireMessage')?.toLowerCase() !== 'true') continue;
      const at = elementEvidence(element, context.artifact);
      yield { message: 'messages' as const, ...REVIEW, data: { where }, at, identity: ['messages', where] };
    }
  }
}

function sessionWeight(name: string, exchange: boolean): Weight | null {
  if (!SESSION.test(name)) return null;
  return exchange ? REVIEW : UNUSUAL;
}

/** Fields that logs have beside those of IIS, of its own log and of Advanced Logging. */
function* customFields(file: ConfigurationFile) {
  for (const { element: section } of sectionsNamed(file, 'system.applicationHost/sites')) {
    for (const list of walk(section)) {
      if (list.name !== 'customFields') continue;
      const site = list.parent?.parent;
      const where = (site?.name === 'site' ? attribute(site, 'name') : undefined) ?? 'every site';
      for (const element of childrenNamed(list, 'add')) yield { element, where };
    }
  }
  for (const { element: section, location } of sectionsNamed(file, 'system.webServer/advancedLogging')) {
    for (const element of walk(section)) {
      // The product's own list has Cookie, which no log has unless it is chosen.
      if (element.name !== 'field' || SESSION.test(attribute(element, 'sourceName') ?? '')) continue;
      yield { element, where: location ?? 'every site' };
    }
  }
}

/** Sites, and their defaults, whose traces are switched on. */
function tracing(file: ConfigurationFile): XmlElement[] {
  return sectionsNamed(file, 'system.applicationHost/sites').flatMap(({ element }) =>
    [...walk(element)].filter(
      ({ name, attributes }) =>
        name === 'traceFailedRequestsLogging' &&
        attributes.some((one) => one.name === 'enabled' && one.value.toLowerCase() === 'true'),
    ),
  );
}

/** The codes of requests that had success, among those that a rule traces; null where it traces failures alone. */
function successCodes(rule: XmlElement): string | null {
  const codes = childrenNamed(rule, 'failureDefinitions')
    .map((one) => attribute(one, 'statusCodes') ?? '')
    .join(',');
  const success = codes.split(',').some((part) => {
    const [from = Number.NaN, to = from] = part
      .split('-')
      .slice(0, 2)
      .map((code) => Number.parseInt(code, 10));
    return from <= 399 && to >= 200;
  });
  return success ? codes : null;
}

/** Whether a rule keeps all that IIS tells of a request, and the body with it. */
function isVerbose(rule: XmlElement): boolean {
  const areas = childrenNamed(rule, 'traceAreas').flatMap((list) => childrenNamed(list, 'add'));
  return areas.some((area) => /^WWW Server$/i.test(attribute(area, 'provider') ?? '') && levelOf(area) === 'verbose');
}

function levelOf(area: XmlElement): string {
  return (attribute(area, 'verbosity') ?? 'Verbose').toLowerCase();
}

import {
  type ConfigurationFile,
  configurationFile,
  itemsOf,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { typeOrigin } from '../../server/configuration/managed-type.js';
import { CONTEXT, REVIEW, UNUSUAL } from '../../server/configuration/weight.js';
import { hasExchange } from '../../server/server-roles.js';
import { PAGELESS_FOLDER } from '../../server/web-place.js';

export default defineDetector({
  id: 'iis.automatic-start',
  title: 'Automatic start or event action in IIS',
  description:
    'An auto-start provider runs when the worker process starts; the action of a failed-request trace runs a program when a request gets the chosen status. Exchange uses neither.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['IIS-09'],
  falsePositives: ['Applications that warm up, on a site of their own'],
  nextSteps: ['Collect the assembly or program', 'Look for requests that were answered with the status that starts it'],
  consumes: configurationFile,
  messages: {
    provider: 'Auto-start provider {name} runs {what}',
    'auto-start': 'Application {name} starts with {what}',
    action: 'A request with the chosen status runs {what}',
    preload: 'Application {name} is loaded before its first request',
    warmed: 'The page {what} is asked for whenever {name} starts, without a request',
  },
  *inspect(file, context) {
    const onExchange = hasExchange(context.server);
    for (const { message, element, name, what, severity } of found(file, onExchange)) {
      // Of Microsoft by their claim only; on another server than Exchange its products come with such.
      const usual =
        !onExchange && severity === 'high' && (message === 'auto-start' || typeOrigin(what) === 'microsoft');
      yield {
        message,
        severity,
        ...(message === 'warmed' ? weighPage(what, onExchange) : {}),
        ...(usual ? UNUSUAL : severity === 'high' && !onExchange ? REVIEW : {}),
        ...(message === 'preload' ? ({ outcome: 'hygiene', confidence: 'weak' } as const) : {}),
        data: { name, what },
        at: elementEvidence(element, context.artifact),
        identity: [message, name.toLowerCase(), what.toLowerCase()],
      };
    }
  },
});

/** What the product warms up are its own start pages; a page by its name, or where none are, is somebody's. */
function weighPage(what: string, onExchange: boolean): typeof REVIEW {
  if (!PAGE.test(what)) return UNUSUAL;
  return onExchange || PAGELESS_FOLDER.test(what) ? REVIEW : CONTEXT;
}

/** Start pages, and addresses for checks. */
const START = /^\/?(?:[^?#]*\/)?(?:\?.*|(?:health|warmup|ping|default|index)\w*(?:\.html?)?)?$/i;
/** A page by its name. */
const PAGE = /\.(?:aspx|ashx|asmx|asp|php|soap|svc|cshtml)(?:$|[?#/])/i;

interface Start {
  readonly message: 'provider' | 'auto-start' | 'action' | 'preload' | 'warmed';
  readonly element: XmlElement;
  readonly name: string;
  readonly what: string;
  readonly severity: Severity;
}

function* found(file: ConfigurationFile, onExchange: boolean): Generator<Start> {
  for (const { element } of itemsOf(file, 'system.applicationHost/serviceAutoStartProviders')) {
    const what = attribute(element, 'type') ?? '';
    yield { message: 'provider', element, name: attribute(element, 'name') ?? '', what, severity: 'high' };
  }
  for (const section of sectionsNamed(file, 'system.applicationHost/sites')) {
    for (const element of walk(section.element)) {
      const name = attribute(element, 'path') ?? attribute(element, 'name') ?? element.name;
      const provider = attribute(element, 'serviceAutoStartProvider');
      const action = attribute(element, 'customActionExe');
      if (provider) yield { message: 'auto-start', element, name, what: provider, severity: 'high' };
      else if (attribute(element, 'preloadEnabled')?.toLowerCase() === 'true') {
        yield { message: 'preload', element, name, what: 'preloadEnabled', severity: 'informational' };
      }
      if (action) yield { message: 'action', element, name, what: action, severity: 'critical' };
    }
  }
  yield* warmed(file, onExchange);
  for (const section of sectionsNamed(file, 'system.webServer/tracing/traceFailedRequests')) {
    for (const element of walk(section.element)) {
      const what = attribute(element, 'customActionExe');
      if (what) {
        const command = `${what} ${attribute(element, 'customActionParams') ?? ''}`.trim();
        yield {
          message: 'action',
          element,
          name: attribute(element, 'path') ?? '*',
          what: command,
          severity: 'critical',
        };
      }
    }
  }
}

function* warmed(file: ConfigurationFile, onExchange: boolean): Generator<Start> {
  for (const { element, section } of itemsOf(file, 'system.webServer/applicationInitialization')) {
    const what = attribute(element, 'initializationPage') ?? '';
    const name = section.location ?? 'the application';
    // The start page or an address for checks says nothing; a page by its name does.
    if (PAGE.test(what) || (onExchange && !START.test(what)))
      yield { message: 'warmed', element, name, what, severity: 'medium' };
  }
}

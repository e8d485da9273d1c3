import {
  type ConfigurationFile,
  configurationFile,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlPosition } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { ContentEvidence } from '../../model/finding.js';

/** Server code in a page; `<%` alone also starts placeholders of templates. */
const CODE = /<%(?!=?\s*\$)[\s\S]{0,2000}?(?:%>|$)|<script[^>]{0,200}\brunat\b/i;

/** Folders of Exchange and IIS that have no web.config. */
const WITHOUT =
  /\\(?:frontend\\httpproxy\\(?:owa\\auth|ecp\\auth|oab\\[0-9a-f-]{36})|clientaccess\\(?:owa\\auth|oab\\[0-9a-f-]{36})|inetpub\\wwwroot\\aspnet_client)\\(?:.*\\)?web\.config$/i;

/** Sections that decide what runs. */
const RUNS =
  /^system\.(?:webServer\/(?:handlers|modules|isapiFilters|rewrite\/.*|security\/requestFiltering|defaultDocument|staticContent|httpErrors|aspNetCore|httpPlatform|fastCgi|webdav\/.*)|web\/(?:compilation|httpHandlers|httpModules|pages|machineKey|authorization|urlMappings|sessionState|customErrors))$/;

/** Longest run of base64 that is a setting. Longer ones carry something. */
const PAYLOAD = /[A-Za-z0-9+/=]{4096,}/;

export default defineDetector({
  id: 'iis.executable-configuration',
  title: 'Configuration file that holds code or lies where the product has none',
  description:
    'A web.config can run as a page, carry a payload in a setting, or change what runs in a folder that has no configuration of its own.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1027'],
  references: ['IIS-05'],
  falsePositives: ['A web.config of an administrator that only redirects or adds custom pages'],
  nextSteps: ['Collect the whole folder', 'Look for requests to web.config that were answered 200'],
  consumes: configurationFile,
  messages: {
    code: 'The file holds server code',
    misplaced: 'The product has no web.config here, and this one sets {sections}',
    extra: 'The product has no web.config here',
    payload: 'Setting {key} holds {length} characters of base64',
  },
  *inspect(file, context) {
    const code = codeIn(file);
    if (code) {
      yield { message: 'code', at: contentEvidence(code, context), identity: ['code'] };
    }
    const path = context.artifact?.windowsPath ?? '';
    if (WITHOUT.test(path) && file.root) {
      const sections = [...new Set(file.sections.map(({ name }) => name).filter((name) => RUNS.test(name)))];
      yield {
        ...(sections.length > 0
          ? ({ message: 'misplaced', severity: 'high' } as const)
          : ({ message: 'extra', severity: 'low', confidence: 'weak', outcome: 'hygiene' } as const)),
        data: { sections },
        at: elementEvidence(file.root, context.artifact),
        identity: ['place'],
      };
    }
    for (const { element } of sectionsNamed(file, 'appSettings')) {
      for (const setting of element.children) {
        const value = attribute(setting, 'value') ?? '';
        if (!PAYLOAD.test(value)) continue;
        const key = attribute(setting, 'key') ?? '';
        yield {
          message: 'payload',
          severity: 'high',
          confidence: 'moderate',
          data: { key, length: value.length },
          at: elementEvidence(setting, context.artifact),
          identity: ['payload', key.toLowerCase()],
        };
      }
    }
  },
});

/** Code in comments, text or CDATA: what XML leaves alone is where it hides. */
function codeIn(file: ConfigurationFile): { text: string; position: XmlPosition } | null {
  for (const { text, position } of file.remarks) {
    const match = CODE.exec(text);
    if (match) return { text: match[0], position };
  }
  for (const element of file.root ? walk(file.root) : []) {
    const match = CODE.exec(element.text);
    if (match) return { text: match[0], position: element.position };
  }
  return null;
}

function contentEvidence(
  { text, position }: { text: string; position: XmlPosition },
  { artifact }: DetectorContext,
): ContentEvidence {
  return {
    type: 'content',
    path: artifact?.collectedPath ?? null,
    label: 'code',
    offset: position.offset,
    length: text.length,
    line: position.line,
    column: position.column,
    text: text.slice(0, 200),
    view: 'raw',
  };
}

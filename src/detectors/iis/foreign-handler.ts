import {
  type ConfigurationFile,
  configurationFile,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { assemblyEvidence } from '../../server/assembly-location.js';
import { type Reach, reachOf } from '../../server/configuration/file-role.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { parseManagedType, typeOrigin } from '../../server/configuration/managed-type.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

/** Programs that run whatever the request tells them. */
const COMMAND = /(?:^|\\)(?:cmd|powershell|pwsh|cscript|wscript|rundll32|regsvr32|mshta|bash|python\w*|perl)\.exe\b/i;

/** Extensions that a browser gets as they are. On such a path nothing should run. */
const STATIC =
  /\.(?:gif|jpe?g|png|bmp|ico|svg|webp|css|js|map|html?|txt|log|json|md|pdf|zip|woff2?|ttf|eot|eml|tmp|dat|bak|config|mp[34]|docx?|xlsx?)$/i;

/** What hands a file's content to a compiler or script engine, or a request to a program. */
const ENGINE =
  /(?:PageHandlerFactory|SimpleHandlerFactory|WebServiceHandlerFactory|ScriptHandlerFactory|RazorHandler)$/;
const ENGINE_FILE = /\\(?:aspnet_isapi|asp|php\w*|iisfcgi|cgi|ssinc)\.(?:dll|exe)\b/i;

/** Scripts that ASP.NET and classic ASP run anyway once their feature is there. */
const OWN_EXTENSION = /\.(?:aspx|ashx|asmx|asp|asa|axd|svc|soap|rem|cshtml|vbhtml|xamlx|rules|xoml)$/i;

interface Mapping {
  readonly path: string;
  readonly verb: string;
  readonly type: string;
  readonly modules: string;
  readonly processor: string;
}

export default defineDetector({
  id: 'iis.foreign-handler',
  title: 'Request handler that the product does not set up',
  description:
    'A handler decides what answers a URL. One of an intruder answers without a file, or makes a picture run as a page. Normal are the handlers of ASP.NET and of each Exchange folder.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1505.003'],
  references: ['IIS-03'],
  falsePositives: ['Frameworks that an administrator installed, such as PHP or classic ASP, on a site of their own'],
  nextSteps: [
    'Look for requests to the mapped path in the IIS logs',
    'Collect the assembly or program that the handler names',
  ],
  consumes: configurationFile,
  messages: {
    command: 'Handler {name} gives requests for {path} to {target}, which runs commands',
    'static-runs': 'Handler {name} runs {path}, which a browser should get as it is, through {target}',
    'static-compiles': 'Files with the extension {path} are compiled as pages by {target}',
    foreign: 'Handler {name} answers {path} with {target}, which neither ASP.NET nor Exchange ships',
    remapped: 'Handler {name} runs {path} through {target}; the product does not map it',
    unlisted:
      'Handler {name} answers {path} with {target}, which is named and signed as a part of the product but not on record',
  },
  *inspect(file, context) {
    for (const { element, location, section } of mappings(file)) {
      const mapping = read(element);
      const verdict = judge(mapping, reachOf(file, section, context.artifact));
      if (verdict === null) continue;
      const name = attribute(element, 'name') ?? mapping.path;
      yield {
        ...verdict,
        data: { name, path: mapping.path, verb: mapping.verb, target: targetOf(mapping), location: location ?? '' },
        at: [elementEvidence(element, context.artifact), ...assemblyEvidence(mapping.type, context)],
        identity: [location ?? '', name.toLowerCase(), mapping.path.toLowerCase()],
      };
    }
    for (const { element, location } of sectionsNamed(file, 'system.web/compilation')) {
      for (const provider of childrenNamed(element, 'buildProviders').flatMap((list) => childrenNamed(list, 'add'))) {
        const extension = attribute(provider, 'extension') ?? '';
        const type = attribute(provider, 'type') ?? '';
        const origin = typeOrigin(type);
        const compiles =
          STATIC.test(extension) &&
          /(?:Page|WebHandler|UserControl|MasterPage)BuildProvider$/.test(parseManagedType(type).className);
        if (!compiles && (origin === 'known' || origin === 'microsoft')) continue;
        yield {
          message: compiles ? 'static-compiles' : 'foreign',
          severity: compiles ? 'critical' : 'high',
          data: { name: 'build provider', path: extension, target: type, location: location ?? '' },
          at: elementEvidence(provider, context.artifact),
          identity: [location ?? '', 'build provider', extension.toLowerCase()],
        };
      }
    }
  },
});

function* mappings(file: ConfigurationFile) {
  for (const name of ['system.webServer/handlers', 'system.web/httpHandlers']) {
    for (const section of sectionsNamed(file, name)) {
      for (const element of childrenNamed(section.element, 'add'))
        yield { element, location: section.location, section };
    }
  }
}

function read(element: XmlElement): Mapping {
  const own = (name: string) => attribute(element, name) ?? '';
  return {
    path: own('path'),
    verb: own('verb'),
    type: own('type'),
    modules: own('modules'),
    processor: own('scriptProcessor'),
  };
}

function targetOf({ type, processor, modules }: Mapping): string {
  return type || processor || modules;
}

function judge(mapping: Mapping, reach: Reach) {
  const { path, type, modules, processor } = mapping;
  const program =
    processor === '' ? '' : new ServerPaths().canonical(processor.replace(/\|.*$/, '').replaceAll('"', ''));
  if (COMMAND.test(program) || program.startsWith('\\\\')) return { message: 'command', severity: 'critical' } as const;
  const runs =
    ENGINE.test(parseManagedType(type).className) ||
    ENGINE_FILE.test(program) ||
    /\b(?:Fast)?CgiModule\b/.test(modules);
  if (runs && STATIC.test(path)) return { message: 'static-runs', severity: 'critical' } as const;
  if (isKnown(mapping, program)) return null;
  const grave: Severity = path === '*' || reach === 'server' || reach === 'front' ? 'critical' : 'high';
  if (program !== '' && !ENGINE_FILE.test(program)) {
    return { message: 'foreign', severity: folderTrust(program) === 'vendor' ? 'high' : grave } as const;
  }
  if (type !== '') {
    const origin = typeOrigin(type);
    if (origin === 'foreign' || origin === 'impostor') return { message: 'foreign', severity: grave } as const;
    if (origin === 'microsoft' && !runs) {
      return { message: 'unlisted', severity: 'informational', confidence: 'weak', outcome: 'hygiene' } as const;
    }
  }
  if (!runs) return null;
  // A script engine on its own extension comes with a Windows feature; on any other it was put there.
  return OWN_EXTENSION.test(path)
    ? ({ message: 'remapped', severity: 'low', confidence: 'moderate', outcome: 'hygiene' } as const)
    : ({
        message: 'remapped',
        severity: /\bphp\w*\./i.test(program) ? 'medium' : 'high',
        confidence: 'moderate',
      } as const);
}

function isKnown({ path, verb, type, modules }: Mapping, program: string): boolean {
  const { className, assembly } = parseManagedType(type);
  const target = type === '' ? modules : assembly === null ? className : `${className}, ${assembly}`;
  // Setup of some versions lets Autodiscover take OPTIONS as well.
  const verbs = [verb, verb.replace(/,OPTIONS$/, '')];
  const { handlers } = iisKnownGood();
  if (verbs.some((verbsOf) => handlers.includes([path, verbsOf, target, program].join('|')))) return true;
  // IIS writes these when it moves a folder of Exchange from the classic pipeline.
  if (
    path === '*.xml' &&
    modules === 'IsapiModule' &&
    /^%windir%\\microsoft\.net\\framework64?\\v4[^\\]*\\aspnet_isapi\.dll$/.test(program)
  )
    return true;
  return (
    /^(?:StaticFileModule|DefaultDocumentModule|DirectoryListingModule|ProtocolSupportModule|,|\s)+$/.test(modules) &&
    type === '' &&
    program === ''
  );
}

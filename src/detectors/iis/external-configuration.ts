import { type ConfigurationFile, configurationFile, itemsOf } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { claimedAddOn } from '../../server/add-ons.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { parseManagedType, typeOrigin } from '../../server/configuration/managed-type.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';
import { REVIEW } from '../../server/configuration/weight.js';
import { hasExchange } from '../../server/server-roles.js';

export default defineDetector({
  id: 'iis.external-configuration',
  title: 'Configuration read from elsewhere',
  description:
    'Redirection, configuration sources and linked files let settings come from a place that nobody looks at; a section with its own type runs code when it is read. Exchange links its own shared file only.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['IIS-13'],
  falsePositives: ['Web farms with shared configuration', 'Products with sections of their own'],
  nextSteps: ['Collect the file that is named', 'Ask whether the farm shares its configuration'],
  consumes: configurationFile,
  messages: {
    redirected: 'IIS reads its configuration from {target}',
    source: '{element} is taken from {target}',
    linked: 'Settings are linked from {target}, which is not a folder of Exchange or Windows',
    section: 'Section {element} is read by {target}, which neither Windows nor Exchange ships',
    state: 'Sessions, which are unpacked as objects, come from {target}',
    provider: 'IIS Manager loads {target} for {element}',
  },
  *inspect(file, context) {
    const onExchange = isOfExchange(reachOf(file, null, context), context.server);
    for (const { message, element, name, target, severity } of found(file, serverPathsOf(file, context.artifact))) {
      // Applications bring sections of their own.
      if ((message === 'section' || message === 'state') && !onExchange) continue;
      yield {
        message,
        severity,
        // Products extend IIS Manager as well; beside Exchange it has none but its own.
        ...(message === 'provider' && (severity === 'medium' || (severity === 'low' && hasExchange(context.server)))
          ? REVIEW
          : {}),
        ...(severity === 'low' && !(message === 'provider' && hasExchange(context.server))
          ? ({ confidence: 'weak', outcome: 'hygiene' } as const)
          : {}),
        data: { element: name, target },
        at: elementEvidence(element, context.artifact),
        identity: [message, name.toLowerCase(), target.toLowerCase()],
      };
    }
  },
});

interface Source {
  readonly message: 'redirected' | 'source' | 'state' | 'linked' | 'section' | 'provider';
  readonly element: XmlElement;
  readonly name: string;
  readonly target: string;
  readonly severity: Severity;
}

function* found(file: ConfigurationFile, paths: ServerPaths): Generator<Source> {
  for (const element of file.root ? walk(file.root) : []) {
    const source = attribute(element, 'configSource');
    if (source !== undefined && /^(?:[a-z]:|[\\/]|\.\.)/i.test(source)) {
      yield { message: 'source', element, name: element.name, target: source, severity: 'high' };
    }
    const state = element.name === 'sessionState' ? stateServerOf(element) : null;
    if (state !== null) yield { message: 'state', element, name: element.name, target: state, severity: 'medium' };
    const file = element.name === 'appSettings' ? (attribute(element, 'file') ?? '') : '';
    if (/^(?:[a-z]:|[\\/])|\.\./i.test(file))
      yield { message: 'source', element, name: element.name, target: file, severity: 'medium' };
    if (element.name === 'linkedConfiguration') {
      const target = attribute(element, 'href') ?? '';
      const trust = folderTrust(paths.canonical(target));
      // Another root than the one this file shows is no news when the folder is an Exchange folder by its name.
      const ours = trust === 'exchange' || /\\(?:frontend\\httpproxy|clientaccess|bin)\\[^\\]+\.config$/i.test(target);
      if (!ours && trust !== 'system') {
        yield {
          message: 'linked',
          element,
          name: element.name,
          target,
          severity: trust === 'vendor' ? 'medium' : 'critical',
        };
      }
    }
    if (element.name === 'configurationRedirection' && attribute(element, 'enabled')?.toLowerCase() === 'true') {
      yield {
        message: 'redirected',
        element,
        name: element.name,
        target: attribute(element, 'path') ?? '',
        severity: 'critical',
      };
    }
    if (element.name === 'section' || element.name === 'sectionGroup') {
      const target = attribute(element, 'type') ?? '';
      if (target !== '' && element.parent?.name !== 'configuration' && !isUsualSection(target)) {
        yield { message: 'section', element, name: attribute(element, 'name') ?? '', target, severity: 'medium' };
      }
    }
  }
  if (file.kind !== 'administration') return;
  for (const { element } of itemsOf(file, 'moduleProviders')) {
    const target = attribute(element, 'type') ?? '';
    const origin = typeOrigin(target);
    if (target === '' || origin === 'known' || origin === 'microsoft') continue;
    const { className, assembly, token } = parseManagedType(target);
    if (token !== null && claimedAddOn(className, assembly ?? '') !== null) continue;
    yield {
      message: 'provider',
      element,
      name: attribute(element, 'name') ?? '',
      target,
      // IIS Manager takes its modules from the global cache, where nothing without a key gets in by itself.
      severity: origin === 'impostor' ? 'high' : token === null ? 'medium' : 'low',
    };
  }
}

/** Another machine that keeps the state of sessions; null where it stays on this one. */
function stateServerOf(element: XmlElement): string | null {
  const mode = attribute(element, 'mode')?.toLowerCase();
  const text = attribute(element, mode === 'sqlserver' ? 'sqlConnectionString' : 'stateConnectionString') ?? '';
  if (mode !== 'sqlserver' && mode !== 'stateserver') return null;
  const machine = /(?:tcpip=|(?:data source|server|address)\s*=\s*)([^;:,]{1,255})/i.exec(text)?.[1]?.trim() ?? '';
  return machine === '' || /^(?:localhost|127\.0\.0\.1|\(?\.?local\)?|\.)(?:\\|$)/i.test(machine) ? null : machine;
}

/** Products declare sections that their own assemblies read; only what is neither named nor signed as Microsoft's stands out. */
function isUsualSection(type: string): boolean {
  return /^(?:System|Microsoft)\./.test(type) || typeOrigin(type) === 'microsoft';
}

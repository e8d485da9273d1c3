import { type ConfigurationFile, configurationFile } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';

export default defineDetector({
  id: 'iis.assembly-redirect',
  title: 'Assembly loading from a foreign place',
  description:
    'A code base, probing path or application domain manager makes .NET load a foreign DLL under the name of a known one. Exchange points at its own folders only.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1574.001'],
  references: ['NET-05'],
  falsePositives: ['Other applications with code bases of their own'],
  nextSteps: ['Collect the assembly that is named', 'Compare with the other servers'],
  consumes: configurationFile,
  messages: {
    'code-base': '{assembly} is loaded from {target}',
    probing: 'Assemblies are looked for in {target}',
    manager: 'The application domain is managed by {target}',
    remote: 'Assemblies may be loaded from other machines',
    blind: 'Events of the runtime are switched off',
  },
  *inspect(file, context) {
    for (const { message, element, assembly, target, severity } of found(file, serverPathsOf(file, context.artifact))) {
      yield {
        message,
        severity,
        data: { assembly, target },
        at: elementEvidence(element, context.artifact),
        identity: [message, assembly.toLowerCase(), target.toLowerCase()],
      };
    }
  },
});

interface Redirect {
  readonly message: 'code-base' | 'probing' | 'manager' | 'remote' | 'blind';
  readonly element: XmlElement;
  readonly assembly: string;
  readonly target: string;
  readonly severity: Severity;
}

function* found(file: ConfigurationFile, paths: ServerPaths): Generator<Redirect> {
  for (const element of file.root ? walk(file.root) : []) {
    const enabled = attribute(element, 'enabled')?.toLowerCase();
    switch (element.name) {
      case 'codeBase': {
        const target = attribute(element, 'href') ?? '';
        const identity = element.parent?.children.find(({ name }) => name === 'assemblyIdentity');
        const severity = severityOf(target, paths);
        if (severity)
          yield {
            message: 'code-base',
            element,
            assembly: (identity && attribute(identity, 'name')) ?? '',
            target,
            severity,
          };
        break;
      }
      case 'probing':
        for (const target of (attribute(element, 'privatePath') ?? '').split(';')) {
          // The runtime takes folders below the application only.
          if (/^\s*(?:[a-z]:|[\\/])|\.\./i.test(target))
            yield { message: 'probing', element, assembly: '', target: target.trim(), severity: 'high' };
        }
        break;
      case 'appDomainManagerAssembly':
      case 'appDomainManagerType': {
        const target = attribute(element, 'value') ?? '';
        if (element.name === 'appDomainManagerAssembly' && !isOurs(target)) {
          yield { message: 'manager', element, assembly: '', target, severity: 'critical' };
        }
        break;
      }
      case 'loadFromRemoteSources':
        if (enabled === 'true') yield { message: 'remote', element, assembly: '', target: '', severity: 'low' };
        break;
      case 'etwEnable':
        if (enabled === 'false') yield { message: 'blind', element, assembly: '', target: '', severity: 'high' };
        break;
    }
  }
}

/** Null for the folders of the product and of Windows, wherever this server has Exchange. */
function severityOf(href: string, paths: ServerPaths): Severity | null {
  if (/^https?:/i.test(href)) return 'critical';
  const path = paths.canonical(href);
  // Relative ones lie below the application.
  if (!/^(?:[a-z]:|%|\\\\)/.test(path)) return path.startsWith('..') ? 'medium' : null;
  switch (folderTrust(path)) {
    case 'exchange':
      return null;
    case 'system':
      return /^%windir%\\(?:microsoft\.net|assembly)\\/.test(path) ? null : 'high';
    case 'vendor':
      return /\\microsoft\\exchange(?: server)?\\/.test(path) ? null : 'medium';
    case 'odd':
      return /\\exchange[^\\]*\\(?:.*\\)?bin\\/.test(path) ? 'low' : 'high';
    default:
      return 'critical';
  }
}

function isOurs(assembly: string): boolean {
  return (
    /^(?:System|Microsoft)[.,]/.test(`${parseManagedType(assembly).className},`) &&
    /31bf3856ad364e35|b77a5c561934e089|b03f5f7f11d50a3a/i.test(assembly)
  );
}

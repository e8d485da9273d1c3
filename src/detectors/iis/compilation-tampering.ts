import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { parseManagedType, typeOrigin } from '../../server/configuration/managed-type.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';

const OURS = /^(?:mscorlib$|\*$|System(?:\.|$)|Microsoft\.|netstandard$|WindowsBase$|AntiXSSLibrary$)/;

/** Options that bring in files from anywhere. */
const LOADS = /(?:^|\s)[/-](?:r|reference|addmodule|a|analyzer|res|resource|link|l):"?(?:[a-z]:|\\\\)/i;

/** Lists of `<compilation>` whose entries name a type that runs while pages are compiled. */
const TYPES: ReadonlySet<string> = new Set(['expressionBuilders', 'folderLevelBuildProviders', 'preserveLoginUrl']);

export default defineDetector({
  id: 'iis.compilation-tampering',
  title: 'Tampered page compilation',
  description:
    "An assembly that every page is compiled with, a type that runs during compilation, or a folder for compiled pages of one's own runs code in the worker process without a page. Exchange names its own assemblies only.",
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1574.001'],
  references: ['IIS-05', 'NET-04'],
  falsePositives: ['Other applications with assemblies of their own'],
  nextSteps: ['Collect the assembly or folder', 'Compare with the other servers'],
  consumes: configurationFile,
  messages: {
    folder: 'Compiled pages are kept in {what}',
    assembly: 'Every page is compiled with {what}, which neither .NET nor Exchange ships',
    control: 'Every page can use the control {what}, which is none of Exchange',
    type: '{setting} runs {what}, which neither .NET nor Exchange ships',
    compiler: 'Pages in {setting} are compiled by {what}',
    options: 'Pages in {setting} are compiled with {what}',
  },
  *inspect(file, context) {
    const found = (
      message: 'folder' | 'assembly' | 'control' | 'type' | 'compiler' | 'options',
      element: XmlElement,
      setting: string,
      what: string,
      severity: Severity,
    ) => ({
      message,
      severity,
      data: { setting, what },
      at: elementEvidence(element, context.artifact),
      identity: [message, setting.toLowerCase(), what.toLowerCase()],
    });
    for (const section of sectionsNamed(file, 'system.web/compilation')) {
      const { element } = section;
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      const folder = attribute(element, 'tempDirectory');
      if (folder) {
        const trust = folderTrust(new ServerPaths().canonical(folder));
        yield found(
          'folder',
          element,
          'tempDirectory',
          folder,
          onExchange && trust !== 'odd' && trust !== 'vendor' ? 'high' : 'medium',
        );
      }
      const processor = attribute(element, 'assemblyPostProcessorType') ?? '';
      if (processor !== '' && isForeign(processor))
        yield found('type', element, 'assemblyPostProcessorType', processor, onExchange ? 'critical' : 'medium');
      // Applications compile their pages with assemblies of their own.
      const assemblies = onExchange ? childrenNamed(element, 'assemblies') : [];
      for (const add of assemblies.flatMap((list) => childrenNamed(list, 'add'))) {
        const what = attribute(add, 'assembly') ?? '';
        if (what !== '' && !OURS.test(what.split(',')[0]?.trim() ?? ''))
          yield found('assembly', add, 'assemblies', what, 'high');
      }
      for (const list of element.children) {
        const severity = severityOfTypes(list.name, onExchange);
        if (severity === null) continue;
        for (const add of childrenNamed(list, 'add')) {
          const what = attribute(add, 'type') ?? '';
          if (isForeign(what)) yield found('type', add, list.name, what, severity);
        }
      }
    }
    for (const section of sectionsNamed(file, 'system.web/pages')) {
      if (!isOfExchange(reachOf(file, section, context), context.server)) continue;
      for (const add of childrenNamed(section.element, 'controls').flatMap((list) => childrenNamed(list, 'add'))) {
        const what = attribute(add, 'assembly')?.split(',')[0]?.trim() ?? '';
        const page = attribute(add, 'src') ?? '';
        if (what !== '' && !OURS.test(what) && what !== 'AjaxControlToolkit')
          yield found('assembly', add, 'pages/controls', what, 'high');
        if (page !== '') yield found('control', add, 'pages/controls', page, 'medium');
      }
    }
    for (const section of sectionsNamed(file, 'system.codedom')) {
      const { element } = section;
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      for (const compiler of childrenNamed(element, 'compilers').flatMap((list) => childrenNamed(list, 'compiler'))) {
        const what = attribute(compiler, 'type') ?? '';
        // The compiler takes references, resources and programs from here.
        const options = attribute(compiler, 'compilerOptions') ?? '';
        if (LOADS.test(options)) {
          yield found(
            'options',
            compiler,
            attribute(compiler, 'extension') ?? '',
            options,
            onExchange ? 'high' : 'medium',
          );
        }
        if (isForeign(what)) {
          const extension = attribute(compiler, 'extension') ?? '';
          yield found('compiler', compiler, extension, what, onExchange ? 'critical' : 'medium');
        }
      }
    }
  },
});

/** Applications have expressions of their own; hardly one builds whole folders. */
function severityOfTypes(list: string, onExchange: boolean): Severity | null {
  if (!TYPES.has(list)) return null;
  if (onExchange) return 'critical';
  return list === 'folderLevelBuildProviders' ? 'medium' : null;
}

function isForeign(type: string): boolean {
  const { className, assembly } = parseManagedType(type);
  return typeOrigin(type) === 'foreign' || !OURS.test(assembly ?? className);
}

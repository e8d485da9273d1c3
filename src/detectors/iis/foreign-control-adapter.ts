import { configurationFile, type ConfigurationFile } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import { folderOf } from '../../platform/windows-path.js';
import { assemblyEvidence, isFlagged, isFlaggedSource } from '../../server/assembly-location.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { parseManagedType } from '../../server/configuration/managed-type.js';
import { summed } from '../../server/configuration/summed.js';
import { weighManagedType } from '../../server/configuration/weigh-managed-type.js';
import { grave } from '../../server/configuration/weight.js';

export default defineDetector({
  id: 'iis.foreign-control-adapter',
  title: 'Foreign control adapter',
  description:
    'A browser definition in App_Browsers may name a class that stands in for a control, or for every page, and runs with each of its requests. Exchange has no such folder; applications have had adapters that change what menus look like.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1505.004'],
  references: ['IIS-02', 'https://learn.microsoft.com/previous-versions/aspnet/ms228122(v=vs.100)'],
  falsePositives: ['Adapters of an application’s own, or of a library of controls'],
  nextSteps: [
    'Find the class: App_Code, bin of the application, global assembly cache',
    'Compare the folder with that of another server',
  ],
  consumes: configurationFile,
  messages: {
    foreign: 'A browser definition has {type} stand in for {control}, which neither ASP.NET nor Exchange ships',
    flagged: 'A browser definition has {type} stand in for {control}, in whose code something malicious was found',
    own: '{count} control adapters of the application itself: {names}',
  },
  *inspect(file, context) {
    const place = ofApplication(context);
    const own: { readonly name: string; readonly element: XmlElement }[] = [];
    for (const { element, type, control } of adaptersIn(file)) {
      const reach = reachOf(file, null, place);
      const weighed = weighManagedType(type, { reach, onExchange: isOfExchange(reach, context.server) });
      const flagged = isFlagged(type, place) || isFlaggedSource(type, place);
      if (!flagged && (weighed === null || /^(?:informational|low)$/.test(weighed.severity))) {
        if (weighed !== null) own.push({ name: type, element });
        continue;
      }
      const { severity, confidence, outcome } = weighed ?? grave('critical');
      yield {
        ...(flagged
          ? { message: 'flagged', ...grave('critical') }
          : { message: 'foreign', severity, confidence, outcome }),
        data: { type, control },
        at: [elementEvidence(element, context.artifact), ...assemblyEvidence(type, place)],
        identity: [control.toLowerCase(), type.toLowerCase()],
      };
    }
    if (own.length > 0) yield { message: 'own', ...summed(own, context) };
  },
});

/** Adapters and writers that .NET itself has. */
const FRAMEWORK =
  /^System\.Web\.UI\.(?:Adapters\.(?:Control|Page)Adapter|WebControls\.Adapters\.(?:(?:Hierarchical)?DataBoundControl|HideDisabledControl|Menu|WebControl)Adapter|(?:Html|Html32|Xhtml|ChtmlText)(?:Text)?Writer)$/;

/** Classes that stand in for controls, and those that write the markup of all. */
function* adaptersIn({ root }: ConfigurationFile) {
  if (root?.name !== 'browsers') return;
  for (const element of walk(root)) {
    const isAdapter = element.name === 'adapter' && element.parent?.name === 'controlAdapters';
    const type = attribute(element, isAdapter ? 'adapterType' : 'markupTextWriterType')?.trim() ?? '';
    if (type === '' || (!isAdapter && element.name !== 'controlAdapters')) continue;
    const { className, assembly } = parseManagedType(type);
    if (FRAMEWORK.test(className) && (assembly === null || assembly === 'System.Web')) continue;
    yield {
      element,
      type,
      control: isAdapter ? (attribute(element, 'controlType') ?? '') : 'the writer of all markup',
    };
  }
}

/** The folder of the application, in place of that of its browser definitions: there `bin` and its configuration lie. */
function ofApplication(context: DetectorContext): DetectorContext {
  const { artifact } = context;
  if (artifact?.windowsPath == null) return context;
  return {
    ...context,
    artifact: { ...artifact, windowsPath: `${folderOf(folderOf(artifact.windowsPath))}\\web.config` },
  };
}

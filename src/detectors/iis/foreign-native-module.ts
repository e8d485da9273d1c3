import { applicationHostConfig, itemsOf } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute } from '../../formats/xml/xml-document.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Evidence } from '../../model/finding.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { weighNativeModule } from '../../server/configuration/weigh-native-module.js';
import { grave } from '../../server/configuration/weight.js';
import { imageEvidence } from '../../server/image-facts.js';
import { hasExchange } from '../../server/server-roles.js';

export default defineDetector({
  id: 'iis.foreign-native-module',
  title: 'Foreign native IIS module',
  description:
    'A native module sees every request of every site in the worker process, as SYSTEM on Exchange, and needs no page. Normal are the modules of IIS and Exchange under their own names and paths.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['IIS-01', 'IIS-16', 'https://www.welivesecurity.com/2021/08/06/anatomy-native-iis-malware/'],
  falsePositives: [
    'Modules of web filters, sign-on and monitoring products, from their own folder below Program Files',
  ],
  nextSteps: [
    'Collect the DLL and look at its exports, version information and signature',
    'Find when it was added: inetpub\\history, the file times, appcmd in event logs',
    'Treat every account that logged on through this server as disclosed',
  ],
  consumes: applicationHostConfig,
  messages: {
    foreign: 'Native module {name} loads {image}, which neither IIS nor Exchange ships',
    repointed: 'Built-in module {name} loads {image} instead of {expected}',
    renamed: '{image} is loaded under the name {name} instead of {expected}',
    lookalike: 'Native module {name} loads {image}, which is named to be taken for {expected}',
    pair: 'Native module {name} loads {image}, which lies in System32 and in SysWOW64, and neither IIS nor Exchange ships it',
    optional: 'Native module {name} loads {image}, an optional part of Windows that Exchange does not use',
    'add-on': 'Native module {name} loads {image}, named and placed as by {product}; its signature was not verified',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    const onExchange = hasExchange(context.server);
    for (const { element } of itemsOf(file, 'system.webServer/globalModules')) {
      const name = attribute(element, 'name') ?? '';
      const image = attribute(element, 'image') ?? '';
      const weighed = weighNativeModule(name, paths.canonical(image), onExchange);
      if (weighed === null) continue;
      const path = paths.expand(image);
      const twin = weighed.message === 'foreign' ? twinOf(path, context) : null;
      const flagged = context.server.flaggedFiles.has(path.toLowerCase());
      yield {
        ...weighed,
        ...(twin === null ? {} : ({ message: 'pair', ...grave('critical') } as const)),
        ...(flagged ? grave('critical') : {}),
        data: { name, image, ...weighed.data },
        at: [
          elementEvidence(element, context.artifact),
          ...imageFacts(path, context),
          ...(file.fragment ? [fragment] : []),
          ...(twin === null ? [] : imageFacts(twin, context)),
        ],
        identity: [name.toLowerCase()],
      };
    }
  },
});

/** The image of the same name for processes of the other width, where both were collected. IIS-16. */
function twinOf(path: string, { server }: DetectorContext): string | null {
  const [, drive, folder, rest] = /^([a-z]:)\\windows\\(system32|syswow64)\\(.+)$/i.exec(path) ?? [];
  if (drive === undefined || folder === undefined || rest === undefined) return null;
  const other = `${drive}\\Windows\\${folder.toLowerCase() === 'system32' ? 'SysWOW64' : 'System32'}\\${rest}`;
  return server.files.presence(path) === 'collected' && server.files.presence(other) === 'collected' ? other : null;
}

/** Somebody kept, or wrote, this part of a configuration alone. */
const fragment: Evidence = { type: 'fact', path: null, label: 'file', text: 'a fragment: not a whole configuration' };

/** Whether the image was collected, and what it says of itself where it was. */
function imageFacts(path: string, { server }: DetectorContext): Evidence[] {
  const words = { collected: 'was collected', absent: 'is not in its folder', unknown: 'was not collected' };
  const text = `${path} ${words[server.files.presence(path)]}`;
  const image = server.images?.get(path);
  return [{ type: 'fact', path: null, label: 'image', text }, ...(image ? imageEvidence(image, path) : [])];
}

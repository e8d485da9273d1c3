import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { addOnOfProgram } from '../../server/add-ons.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { loadsCode } from '../../server/configuration/loading-variables.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';
import { isShell } from '../../server/configuration/weigh-handler.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from '../../server/configuration/weight.js';

/** Sections that start a program beside the worker process, and the attribute that names it. */
const SECTIONS: readonly (readonly [section: string, element: string, program: string])[] = [
  ['system.webServer/aspNetCore', 'aspNetCore', 'processPath'],
  ['system.webServer/httpPlatform', 'httpPlatform', 'processPath'],
  ['system.webServer/fastCgi', 'application', 'fullPath'],
];

export default defineDetector({
  id: 'iis.hosted-program',
  title: 'Program that IIS keeps running for requests',
  description:
    'The modules for ASP.NET Core, HttpPlatform and FastCGI start a program and keep it alive, with arguments and variables of their own. Normal are dotnet, the program of the application, and PHP; Exchange has none.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1574.012'],
  references: ['IIS-03', 'IIS-08'],
  falsePositives: ['Applications that keep their program in an odd folder', 'Monitoring that hooks into .NET'],
  nextSteps: ['Collect the program and what its arguments name', 'Compare with inetpub\\history'],
  consumes: configurationFile,
  messages: {
    shell: '{section} runs {program} {arguments}, which does what it is told',
    program: '{section} runs {program}, {where}',
    variable: '{section} sets {name} to {value}, which loads code into the program',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    for (const [name, tag, attributeName] of SECTIONS) {
      for (const section of sectionsNamed(file, name)) {
        const onExchange = isOfExchange(reachOf(file, section, context), context.server);
        for (const element of walk(section.element)) {
          if (element.name !== tag) continue;
          const program = attribute(element, attributeName) ?? '';
          const options = attribute(element, 'arguments') ?? '';
          const at = elementEvidence(element, context.artifact);
          const identity = [section.location ?? '', name, program.toLowerCase(), options.toLowerCase()];
          const judged =
            program === '' ? null : weigh(paths.canonical(program.replaceAll('"', '')), options, onExchange);
          if (judged !== null) {
            const { message, where, ...weight } = judged;
            yield { message, ...weight, data: { section: name, program, arguments: options, where }, at, identity };
          }
          for (const { key, value, weight, variable } of variablesOf(element, program, paths)) {
            const data = { section: name, name: key, value };
            const own = elementEvidence(variable, context.artifact);
            yield { message: 'variable', ...weight, data, at: own, identity: [...identity, key.toLowerCase()] };
          }
        }
      }
    }
  },
});

function weigh(program: string, options: string, onExchange: boolean) {
  if (isShell(program) || isShell(options.toLowerCase()))
    return { message: 'shell', where: '', ...grave('critical') } as const;
  const told = (where: string, weight: Weight) => ({ message: 'program', where, ...weight }) as const;
  if (program.startsWith('\\\\')) return told('which lies on another machine', grave('high'));
  // By its name alone, by a variable of the publisher, or below the application.
  const relative = !/^(?:[a-z]:|%windir%|%exi%)/.test(program);
  const usual = relative || /\\dotnet\.exe$/.test(program) || addOnOfProgram(program) !== null;
  if (onExchange) return told('where Exchange runs none', usual ? REVIEW : grave('high'));
  if (usual) return null;
  switch (folderTrust(program)) {
    case 'writable':
      return told('which lies where everybody may write', REVIEW);
    case 'system':
    case 'exchange':
      return told('a program of the system', REVIEW);
    case 'vendor':
      return null;
    default:
      return told('which lies outside Program Files', CONTEXT);
  }
}

function* variablesOf(element: XmlElement, program: string, paths: ServerPaths) {
  const home = paths.canonical(program.replaceAll('"', '')).replace(/\\[^\\]*$/, '');
  const lists = childrenNamed(element, 'environmentVariables');
  for (const variable of lists.flatMap((list) => list.children)) {
    const key = attribute(variable, 'name') ?? '';
    const value = attribute(variable, 'value') ?? '';
    if (!loadsCode(key)) continue;
    // Interpreters are told where they lie.
    if (home !== '' && `${paths.canonical(value)}\\`.startsWith(`${home}\\`)) continue;
    const trust = /[\\/]/.test(value) ? folderTrust(paths.canonical(value)) : null;
    const weight =
      trust === null || trust === 'vendor' ? UNUSUAL : grave(trust === 'odd' || trust === 'web' ? 'high' : 'critical');
    yield { key, value, weight, variable };
  }
}

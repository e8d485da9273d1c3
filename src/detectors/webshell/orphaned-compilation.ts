import { type CompiledPage, compiledPage } from '../../formats/compiled-page/compiled-page.js';
import type { Artifact } from '../../model/artifact.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import { compareText } from '../../platform/order.js';

const ASSEMBLY = /^(app_web_[a-z0-9_]{6,32})\.dll$/;

export default defineDetector({
  id: 'webshell.orphaned-compilation',
  title: 'Compiled page without its trace',
  description:
    'ASP.NET writes a trace beside each assembly that it makes of pages. An assembly that no trace names is what is left of a page whose trace was deleted, or was put there.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1070.004'],
  references: ['WEB-13', 'NET-04'],
  falsePositives: ['Assemblies that ASP.NET has not cleaned up after a page changed'],
  nextSteps: ['Look at the strings and references of the assembly', 'Search the IIS logs around the time of the file'],
  consumes: compiledPage,
  messages: { orphan: '{file} was made of a page, but no trace beside it names it' },
  *conclude(inputs, context) {
    const named = new Map<string, Set<string>>();
    for (const { input, artifact } of inputs) {
      const folder = folderOf(artifact);
      if (folder === null) continue;
      const assemblies = named.get(folder) ?? new Set();
      for (const name of namesIn(input)) assemblies.add(name);
      named.set(folder, assemblies);
    }
    for (const [folder, assemblies] of [...named].sort(([a], [b]) => compareText(a, b))) {
      for (const { artifact, name } of assembliesIn(folder, context)) {
        if (assemblies.has(name)) continue;
        const path = artifact.windowsPath ?? artifact.collectedPath;
        yield {
          message: 'orphan',
          data: { file: path },
          at: {
            type: 'fact',
            path: artifact.collectedPath,
            label: 'assembly',
            text: `${path}, ${artifact.size} bytes`,
          },
          identity: [name],
          artifact,
        };
      }
    }
  },
});

function folderOf(artifact: Artifact | null): string | null {
  return artifact?.windowsPath?.toLowerCase().replace(/\\[^\\]*$/, '') ?? null;
}

/** `App_Web_kd0v3nsr`, also where it is given in full: `App_Web_kd0v3nsr, Version=…`. */
function namesIn({ assembly }: CompiledPage): string[] {
  return assembly === null ? [] : [(assembly.split(',')[0] ?? '').trim().toLowerCase()];
}

function* assembliesIn(folder: string, { server }: DetectorContext) {
  const files = [...server.files.under(folder)].filter((artifact) => folderOf(artifact) === folder);
  const names = new Set(files.map(({ windowsPath }) => windowsPath?.toLowerCase().split('\\').at(-1) ?? ''));
  for (const artifact of files) {
    const file = artifact.windowsPath?.toLowerCase().split('\\').at(-1) ?? '';
    const name = ASSEMBLY.exec(file)?.[1];
    // ASP.NET marks so what it could not delete at once.
    if (name !== undefined && !names.has(`${file}.delete`)) yield { artifact, name };
  }
}

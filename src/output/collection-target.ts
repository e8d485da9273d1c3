import type { CollectionInspection } from '../case/evidence/inspect-collection.js';
import { compareText } from '../platform/order.js';

/** Tools for which it is written what to collect next. */
export const TARGETS = ['kape', 'velociraptor', 'acquire', 'exchangelogcollector'] as const;
export type Target = (typeof TARGETS)[number];

export function isTarget(text: string): text is Target {
  return (TARGETS as readonly string[]).includes(text);
}

/** A target, an artifact or a command line that collects just what the questions ask for. Empty where nothing is missing. */
export function renderTarget(target: Target, { hosts }: CollectionInspection): string {
  const questions = hosts.flatMap((host) => host.questions);
  const asked = new Set(questions.flatMap(({ collect }) => collect.filter(isPath).flatMap(expanded)));
  const folders = [...asked].filter((path) => path.endsWith('\\**')).map((path) => path.slice(0, -2));
  const paths = [...asked]
    // What lies below a folder that is collected whole comes with it.
    .filter((path) => !folders.some((folder) => path.startsWith(folder) && path !== `${folder}**`))
    .sort(compareText);
  if (target === 'exchangelogcollector') return exchangeLogCollector(new Set(questions.map(({ id }) => id)));
  if (paths.length === 0) return '';
  if (target === 'kape') return kape(paths);
  return target === 'velociraptor' ? velociraptor(paths) : acquire(paths);
}

/** Others are commands; a configuration of the intruder's may name what is no path, to end up in one. */
function isPath(text: string): boolean {
  return /^[A-Za-z]:\\[^<>"'|?`\0-\x1f\x7f]*$/.test(text);
}

/** `{SYSTEM,SOFTWARE}` as two paths. */
function expanded(path: string): string[] {
  const match = /^(.*)\{([^{}]*)\}(.*)$/.exec(path);
  if (!match) return [path];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').map((choice) => before + choice + after);
}

/** Folder, name and whether what lies deeper belongs to it, as KAPE's targets and acquire tell them apart. */
function partsOf(path: string): { folder: string; mask: string; recursive: boolean } {
  const names = path.split('\\');
  const mask = names.pop() ?? '*';
  const deep = names.indexOf('**');
  const folder = (deep < 0 ? names : names.slice(0, deep)).join('\\');
  return { folder: `${folder}\\`, mask: mask === '**' ? '*' : mask, recursive: deep >= 0 || mask === '**' };
}

function kape(paths: readonly string[]): string {
  const targets = paths.map((path) => {
    const { folder, mask, recursive } = partsOf(path);
    return [
      `    -`,
      `        Name: ${quoted(path)}`,
      `        Category: Afterpatch`,
      `        Path: ${quoted(folder)}`,
      `        FileMask: ${quoted(mask)}`,
      ...(recursive ? ['        Recursive: true'] : []),
      ...(path.includes('$') ? ['        AlwaysAddToQueue: true'] : []),
      // A stream by its own name: under the other one it would be written into a stream again.
      ...(mask.includes(':') ? [`        SaveAsFileName: ${quoted(mask.slice(mask.lastIndexOf(':') + 1))}`] : []),
    ].join('\n');
  });
  const id = 'c2a1b0de-6f0a-4a35-9d0c-5b3f5f1d0a11';
  return `Description: What Afterpatch asks for\nAuthor: Afterpatch\nVersion: 1.0\nId: ${id}\nRecreateDirectories: true\nTargets:\n${targets.join('\n')}\n`;
}

function velociraptor(paths: readonly string[]): string {
  const globs = paths.map((path) => `          - ${quoted(path.replaceAll('\\', '/'))}`);
  return `name: Custom.Afterpatch.Collect
description: What Afterpatch asks for
type: CLIENT
sources:
  - query: |
      LET globs <= parse_yaml(accessor="data", filename='''
${globs.join('\n')}
      ''')
      SELECT OSPath, Size, Mtime, Btime,
             upload(file=OSPath, accessor="ntfs", mtime=Mtime) AS Upload
      FROM glob(globs=globs, accessor="ntfs")
      WHERE NOT IsDir
`;
}

/** For PowerShell, in which a name such as `$MFT` stands for nothing else between single quotes. */
function acquire(paths: readonly string[]): string {
  const options = paths.map((path) => {
    const { folder, mask, recursive } = partsOf(path);
    if (recursive && mask === '*') return `--dir ${quoted(folder.slice(0, -1))}`;
    if (!recursive && !mask.includes('*')) return `--file ${quoted(path)}`;
    return `--glob ${quoted(recursive ? `${folder}**\\${mask}` : path)}`;
  });
  return `acquire.exe --profile none \`\n  ${[...new Set(options)].join(' `\n  ')}\n`;
}

/** Which of its switches fetches what a question is about. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  'iis-logs': ['-IISLogs'],
  'exchange-logs': [
    '-EWSLogs',
    '-OWALogs',
    '-ECPLogs',
    '-AutoDLogs',
    '-MapiLogs',
    '-EASLogs',
    '-RPCLogs',
    '-OABLogs',
    '-PowerShellLogs',
    '-MessageTrackingLogs',
  ],
  'event-logs': ['-AppSysLogs', '-WindowsSecurityLogs'],
};

function exchangeLogCollector(asked: ReadonlySet<string>): string {
  const switches = Object.entries(SWITCHES).flatMap(([id, of]) => (asked.has(id) ? of : []));
  const logs = switches.length === 0 ? '' : `.\\ExchangeLogCollector.ps1 ${switches.join(' ')} -DaysWorth 90\n`;
  // Its companion exports applicationHost.config and web.config files, which it does not collect itself.
  return asked.has('iis-configuration') ? `${logs}.\\HealthChecker.ps1\n` : logs;
}

/** Paths hold no quotes: see `isPath`. */
function quoted(text: string): string {
  return `'${text}'`;
}

import { hasServerExtension } from '../collection/served/web-places.js';
import type { Severity } from '../model/finding.js';
import { fileNameOf } from '../platform/windows-path.js';
import { folderTrust } from '../server/configuration/folder-trust.js';
import { ServerPaths } from '../server/configuration/server-paths.js';

/** What makes a command line stand out among those that Windows starts by itself. */
export interface SuspiciousCommand {
  readonly reason:
    | 'encoded'
    | 'download'
    | 'remote-execution'
    | 'script-host'
    | 'web-folder'
    | 'writable-folder'
    | 'share';
  readonly severity: Severity;
}

/** Longest command line that is judged; Windows takes no longer one. */
const MAXIMUM_LENGTH = 32_767;

/** All patterns of one of the lists. Each is linear by itself. */
type Traits = readonly (readonly RegExp[])[];

const ENCODED: Traits = [
  [
    /\b(?:powershell|pwsh)(?:\.exe)?\b/i,
    /[\s"'][-/]e(?:n|nc|c|nco\w{0,20}|ncodedcommand)?\s{1,20}["']?[A-Za-z0-9+/=]{16}/i,
  ],
  [/frombase64string/i],
];
const DOWNLOAD: Traits = [
  [/downloadstring|downloadfile|downloaddata|invoke-webrequest|\biwr\b|start-bitstransfer/i],
  [/\bbitsadmin(?:\.exe)?\b/i, /\/transfer/i],
  [/\bcertutil(?:\.exe)?\b/i, /[-/]urlcache/i],
  [/\b(?:msiexec|mshta|curl|wget)(?:\.exe)?\b/i, /https?:/i],
  [/\bmshta(?:\.exe)?\b/i, /(?:vb|java)script:/i],
  [/\bregsvr32(?:\.exe)?\b/i, /\/i:\s?https?:/i],
  [/\bhttps?:\/\/(?:\d{1,3}\.){3}\d{1,3}\b/i],
];
/** `atexec` and `smbexec` of Impacket leave output this way; PsExec and its kin start from a share of the machine itself. */
const REMOTE_EXECUTION: Traits = [
  [/\bcmd(?:\.exe)?\b/i, />\s?(?:%windir%|%systemroot%|c:\\windows)\\temp\\\w{8}\.tmp\s{1,20}2>&1/i],
  [/\\\\(?:127\.0\.0\.1|localhost|%computername%)\\(?:admin|c)\$/i],
  [/%comspec%\s{1,20}\/q\s{1,20}\/c\s{1,20}echo/i],
];
const SCRIPT_HOST =
  /\b(?:wscript|cscript|mshta|rundll32|regsvr32|powershell|pwsh|cmd|msbuild|installutil|regasm|regsvcs)(?:\.exe)?\b/i;

/** Products that run from ProgramData or a user's folder by design, by how a path begins, quoted or not. */
const AT_HOME: readonly RegExp[] = [
  /^"?(?:[a-z]:\\programdata|%(?:programdata|allusersprofile)%)\\(?:package cache|microsoft\\(?:windows defender|windows\\start menu|clicktorun|edgeupdate|office))\\/i,
  /^"?(?:[a-z]:\\users\\[^\\"]{1,100}\\appdata\\local|%localappdata%)\\(?:microsoft\\(?:onedrive|teams|edge|edgeupdate|windowsapps)|google\\(?:update|chrome)|bravesoftware|slack|discord|whatsapp|webex)\\/i,
  /^"?(?:[a-z]:\\users\\[^\\"]{1,100}\\appdata\\roaming|%appdata%)\\(?:spotify|zoom\\bin)\\/i,
];

/** Judges a command line with what it names. Null where nothing stands out. */
export function suspiciousCommand(
  commandLine: string,
  paths: ServerPaths = new ServerPaths(),
): SuspiciousCommand | null {
  const command = commandLine.slice(0, MAXIMUM_LENGTH);
  if (hasOne(REMOTE_EXECUTION, command)) return { reason: 'remote-execution', severity: 'critical' };
  if (hasOne(ENCODED, command)) return { reason: 'encoded', severity: 'high' };
  if (hasOne(DOWNLOAD, command)) return { reason: 'download', severity: 'high' };
  const host = SCRIPT_HOST.test(command);
  const loads = LOADER.test(command);
  let worst: SuspiciousCommand | null = null;
  for (const { path, rest, isStarted } of pathsIn(command)) {
    const canonical = paths.canonical(path);
    if (AT_HOME.some((start) => start.test(rest))) continue;
    const found = judgePath(canonical, host, loads, isStarted);
    if (found && (worst === null || RANK[found.severity] > RANK[worst.severity])) worst = found;
  }
  return worst;
}

function hasOne(traits: Traits, command: string): boolean {
  return traits.some((patterns) => patterns.every((pattern) => pattern.test(command)));
}

const RANK: Readonly<Record<Severity, number>> = { informational: 0, low: 1, medium: 2, high: 3, critical: 4 };

function judgePath(path: string, host: boolean, loads: boolean, isStarted: boolean): SuspiciousCommand | null {
  switch (folderTrust(path)) {
    case 'remote':
      // Backups and the collection of logs name shares that they write to.
      return isStarted || isRun(path, loads) ? { reason: 'share', severity: 'high' } : null;
    case 'web':
      return inWebFolder(path, loads);
    case 'exchange':
      return /^%exi%\\(?:frontend|clientaccess)\\/.test(path) ? inWebFolder(path, loads) : null;
    case 'writable':
      if (host) return { reason: 'script-host', severity: 'high' };
      return { reason: 'writable-folder', severity: /^c:\\programdata\\[^\\]+\\/.test(path) ? 'medium' : 'high' };
    default:
      return null;
  }
}

/** Backups and the removal of old logs name folders, and files that nothing runs. */
function inWebFolder(path: string, loads: boolean): SuspiciousCommand | null {
  const name = fileNameOf(path);
  // Sites have their recurring work done by a page of their own that a task starts.
  if (name.endsWith('.php')) return { reason: 'web-folder', severity: 'medium' };
  return isRun(path, loads) ? { reason: 'web-folder', severity: 'high' } : null;
}

function isRun(path: string, loads: boolean): boolean {
  const name = fileNameOf(path);
  return hasServerExtension(name) || PROGRAM.test(name) || (loads && name.includes('.'));
}

/** What Windows starts, by itself or with a host of its kind. */
const PROGRAM =
  /\.(?:exe|com|scr|pif|dll|ocx|cpl|msi|bat|cmd|ps[md]?1|vb[es]?|jse?|ws[cfh]|hta|sct|xsl|csproj|lnk|jar|py|pl)$/;
/** Takes a file for what it starts, whatever its name. */
const LOADER = /\b(?:wscript|cscript|mshta|rundll32|regsvr32|msbuild|installutil|regasm|regsvcs)(?:\.exe)?\b/i;

interface NamedPath {
  readonly path: string;
  readonly rest: string;
  /** It stands where a command does. */
  readonly isStarted: boolean;
}

/** Behind it stands a command. */
const BEFORE_COMMAND = /(?:^|[&|(]|\s[-/](?:[ckr]|file|command)|\bstart(?:\s+""|\s+\/\w+)*|\bcall)\s*["'&]*$/i;

/** Paths that a command line names, quoted or not, each with what follows: a path without quotes ends at its first space. */
function* pathsIn(command: string): Generator<NamedPath> {
  for (const match of command.matchAll(
    /"([^"]{3,1000})"|((?:%[\w()]{1,40}%|[A-Za-z]:|\\SystemRoot|\\\\[\w.$-]{1,255})[\\/][^\s"',;]{0,1000})/gi,
  )) {
    const path = match[1] ?? match[2] ?? '';
    if (/^(?:%[\w()]{1,40}%|[A-Za-z]:|\\SystemRoot|\\\\[\w.$-])/i.test(path)) {
      const before = command.slice(Math.max(0, match.index - 100), match.index);
      yield { path, rest: command.slice(match.index, match.index + 300), isStarted: BEFORE_COMMAND.test(before) };
    }
  }
}

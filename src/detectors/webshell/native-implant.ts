import { type NativeImage, readNativeImage } from '../../formats/pe/native-image.js';
import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Evidence, Severity } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';

/** Bytes of a file that are searched for texts. */
const MAXIMUM_SEARCHED = 16 << 20;

type Message = 'shell' | 'starts' | 'redirected' | 'injects' | 'credentials' | 'bots' | 'accounts' | 'packed';

export default defineDetector({
  id: 'webshell.native-implant',
  title: 'Native IIS module with abilities of an implant',
  description:
    'A library that IIS loads for requests and that has, beside its entry point, what runs commands, puts machine code into processes, collects passwords or serves search engines something else. Modules that compress, rewrite or sign in have no use for these.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1059.003'],
  references: ['IIS-01', 'https://www.welivesecurity.com/2021/08/06/anatomy-native-iis-malware/'],
  falsePositives: ['Modules that host programs of other languages: CGI, FastCGI', 'Modules that keep out crawlers'],
  nextSteps: [
    'Look where it is registered: globalModules, isapiFilters and handlers of applicationHost.config',
    'Look for children of w3wp.exe in process records',
    'Keep the library and look at its code without running it',
  ],
  consumes: webContent,
  messages: {
    shell: '{role} that imports {function}, which runs a command line',
    starts: '{role} that starts programs by {function} and has {text} in it',
    redirected: '{role} that starts programs by {function} and reads what they print, without a signature',
    injects: '{role} that reaches into other processes: {function}',
    credentials: '{role} that knows the logon of Exchange ({text}) and the field of the password',
    bots: '{role} that knows search engines ({text}) and fetches from other hosts by {function}',
    accounts: '{role} that changes accounts: {function}',
    packed: '{role} that is packed ({text}): what it does is not to be seen',
  },
  *inspect(content, { artifact }) {
    const image = content.bytes[0] === 0x4d ? readNativeImage(content.bytes) : null;
    const role = image && roleOf(image);
    if (!image || !role) return;
    const searched = new Texts(content.bytes);
    for (const { message, severity, called, text } of findings(image, searched)) {
      const path = artifact?.collectedPath ?? null;
      const fact = (label: string, value: string): Evidence => ({ type: 'fact', path, label, text: safeText(value) });
      yield {
        message,
        ...(severity && { severity }),
        data: { role, function: called ?? '', text: safeText(text ?? '') },
        at: [
          fact('exports', image.exports.slice(0, 20).join(', ')),
          ...(called ? [fact('calls', called)] : []),
          ...(text ? [fact('text', text)] : []),
        ],
        identity: [message],
      };
    }
  },
});

const ROLES: readonly (readonly [string, string])[] = [
  ['RegisterModule', 'A native module'],
  ['HttpFilterProc', 'An ISAPI filter'],
  ['GetFilterVersion', 'An ISAPI filter'],
  ['HttpExtensionProc', 'An ISAPI extension'],
];

function roleOf({ exports }: NativeImage): string | undefined {
  // Linkers decorate names: `_HttpExtensionProc@4`.
  const plain = new Set(exports.map((name) => name.replace(/^_(\w+)@\d+$/, '$1')));
  return ROLES.find(([name]) => plain.has(name))?.[1];
}

interface Capability {
  readonly message: Message;
  readonly severity?: Severity;
  readonly called?: string;
  readonly text?: string;
}

/** Functions of the C runtime that hand a line to the shell. */
const SHELLS = ['_popen', '_wpopen', 'popen', 'system', '_wsystem'];
const STARTERS = ['CreateProcess', 'CreateProcessAsUser', 'CreateProcessWithToken', 'CreateProcessWithLogon', 'WinExec', 'ShellExecute', 'ShellExecuteEx', '_spawnl', '_spawnvp', '_execl', 'NtCreateUserProcess']; // biome-ignore format: one list
const INJECTORS = ['WriteProcessMemory', 'NtWriteVirtualMemory', 'CreateRemoteThread', 'CreateRemoteThreadEx', 'NtCreateThreadEx', 'QueueUserAPC', 'NtQueueApcThread', 'RtlCreateUserThread', 'NtMapViewOfSection', 'NtUnmapViewOfSection', 'SetThreadContext']; // biome-ignore format: one list
const ACCOUNTS = ['NetUserAdd', 'NetUserSetInfo', 'NetLocalGroupAddMembers', 'NetGroupAddUser'];
const FETCHERS = ['WinHttpOpen', 'WinHttpSendRequest', 'InternetOpen', 'InternetOpenUrl', 'InternetConnect', 'URLDownloadToFile', 'connect', 'WSAStartup', 'getaddrinfo', 'curl_easy_init']; // biome-ignore format: one list
const COMMAND =
  /\bcmd(?:\.exe)?["']? *\/[ckqr]\b|\bcmd\.exe|%comspec%|\bpowershell(?:\.exe)?\b|\bwscript(?:\.exe)?\b|\bcscript(?:\.exe)?\b/i;
const LOGON = /\/owa\/auth(?:\/logon\.aspx|\.owa)?|\bauth\.owa\b/i;
const PASSWORD = /\bpassword=|\bpasswd=|\bpwd=|&password\b|\bpassword\b/i;
const BOT =
  /google(?:bot)|baiduspider|bingbot|yandexbot|sogou ?(?:web ?)?spider|360spider|yisouspider|bytespider|slurp/gi;
const PACKERS = /^(?:UPX\d|\.?vmp\d|\.themida|\.winlice|\.aspack|\.petite|\.enigma\d|\.mpress\d|MPRESS\d)$/i;

function findings(image: NativeImage, texts: Texts): Capability[] {
  const calls = (names: readonly string[]) => names.find((name) => isCalled(image, texts, name));
  const found: Capability[] = [];
  const shell = SHELLS.find((name) => image.functions.has(name));
  if (shell !== undefined) found.push({ message: 'shell', called: shell });
  const starter = calls(STARTERS);
  const command = COMMAND.exec(texts.text)?.[0];
  if (starter !== undefined && command !== undefined) found.push({ message: 'starts', called: starter, text: command });
  else if (starter !== undefined && shell === undefined && !image.signed && calls(['CreatePipe']) !== undefined)
    found.push({ message: 'redirected', severity: 'medium', called: starter });
  const injector = calls(INJECTORS);
  if (
    injector !== undefined &&
    calls(['VirtualAlloc', 'VirtualAllocEx', 'NtAllocateVirtualMemory', 'NtMapViewOfSection'])
  )
    found.push({ message: 'injects', called: injector });
  const logon = LOGON.exec(texts.text)?.[0];
  if (logon !== undefined && PASSWORD.test(texts.text)) found.push({ message: 'credentials', text: logon });
  const bots = new Set([...texts.text.matchAll(BOT)].slice(0, 100).map(([name]) => name.toLowerCase()));
  const fetcher = calls(FETCHERS);
  if (bots.size >= 2 && fetcher !== undefined)
    found.push({
      message: 'bots',
      severity: image.signed ? 'medium' : 'high',
      called: fetcher,
      text: [...bots].sort().slice(0, 5).join(', '),
    });
  const account = calls(ACCOUNTS);
  if (account !== undefined) found.push({ message: 'accounts', called: account });
  const packer = image.sections.find((name) => PACKERS.test(name));
  if (packer !== undefined) found.push({ message: 'packed', severity: 'medium', text: packer });
  return found;
}

/** Imported, or asked for by name while it runs. */
function isCalled({ functions }: NativeImage, texts: Texts, name: string): boolean {
  const lower = name.toLowerCase();
  if (functions.has(lower) || functions.has(`${lower}a`) || functions.has(`${lower}w`)) return true;
  if (!functions.has('getprocaddress') && !functions.has('ldrgetprocedureaddress')) return false;
  return /^[a-z]/.test(name) ? false : texts.holdsName(name);
}

/** Texts of a file, whether of one or two bytes for a character. */
class Texts {
  private readonly bytes: Buffer;
  private joined: string | null = null;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAXIMUM_SEARCHED));
  }

  /** Those of two bytes for a character are read as such where single zeros stand between printable characters. */
  get text(): string {
    this.joined ??= this.bytes.toString('latin1').replace(/(?<=[\x20-\x7e])\0(?=[\x20-\x7e]\0)/g, '');
    return this.joined;
  }

  holdsName(name: string): boolean {
    return ['', 'A', 'W'].some((suffix) => this.bytes.includes(`\0${name}${suffix}\0`, 0, 'latin1'));
  }
}

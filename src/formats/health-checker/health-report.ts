import sax from 'sax';
import { defineInputClass } from '../../model/input-class.js';
import { withoutStackTraces } from '../../platform/stack-traces.js';
import { decodeText } from '../text-encoding/decode-text.js';

/** A native module as HealthChecker saw it when it ran. */
export interface ReportedModule {
  readonly name: string;
  /** Variables resolved by the server. */
  readonly path: string;
  /** Null where it was not asked: on Windows before 2016 the signatures of its own modules cannot be. */
  readonly isSigned: boolean | null;
  /** Subject of the certificate; empty where there is none. */
  readonly signer: string;
  /** `System.Management.Automation.SignatureStatus`: 0 is valid, 3 is a file that was changed since. Null where unknown. */
  readonly status: number | null;
  readonly isMissing: boolean;
}

export interface ReportedUpdate {
  /** `Security Update for Exchange Server 2019 Cumulative Update 12 (KB5019758)` */
  readonly name: string;
  /** As Windows notes it: `11/8/2022`. */
  readonly installed: string;
}

/** A configuration file that the report holds whole. */
export interface ReportedFile {
  readonly windowsPath: string;
  readonly text: string;
}

/** What CSS-Exchange's HealthChecker exported of one server. Empty text where it does not say. */
export interface HealthReport {
  readonly server: string;
  /** ISO 8601, UTC; null where it does not say. */
  readonly generated: string | null;
  /** Of the script. */
  readonly version: string;
  /** Of Exchange, without leading zeros: `15.2.1118.20`. */
  readonly build: string;
  readonly role: string;
  readonly updates: readonly ReportedUpdate[];
  /** Names of emergency mitigations that are in force: `PING1`. */
  readonly mitigations: readonly string[];
  readonly mitigationsBlocked: readonly string[];
  /** Null where it does not say. */
  readonly isMitigating: boolean | null;
  readonly modules: readonly ReportedModule[];
  /** applicationHost.config and web.config files. */
  readonly files: readonly ReportedFile[];
  /** There is more of it than was read. */
  readonly cut: boolean;
}

export const healthReport = defineInputClass<HealthReport>('health-report');

const START =
  /^\s{0,64}(?:<\?xml[^>]{0,200}\?>\s{0,64})?<Objs\b[^>]{0,200}schemas\.microsoft\.com\/powershell\/2004\/04/;
const ROOT = 'HealthCheckerExchangeServer';
/** Of the name that PowerShell gives to what it exports, and of the server's. */
const SERVER = /<S N="ServerName">([A-Za-z0-9][A-Za-z0-9_.-]{0,62})<\/S>/;

const MOST_ELEMENTS = 4_000_000;
const MOST_ITEMS = 2_000;
const LONGEST_VALUE = 8 << 20;
const LONGEST_FILES = 64 << 20;
const DEEPEST = 64;
const CHUNK = 1 << 16;
const APPLICATION_HOST = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config';
const BUILD = `${ROOT}/ExchangeInformation/BuildInformation`;
const IIS = `${ROOT}/ExchangeInformation/IISSettings`;
const SETUP = `${ROOT}/ExchangeInformation/GetExchangeServer`;

/** Whether a text, or its beginning, is such an export. */
export function isHealthReport(text: string): boolean {
  return START.test(text) && text.includes(`N="${ROOT}"`);
}

/** The server's name where the beginning of a report holds it, else null. */
export function serverOfReport(text: string): string | null {
  return SERVER.exec(text)?.[1] ?? null;
}

/** Reads the export; null where it is none. What follows a fault in it is not read. Never throws. */
export function readHealthReport(bytes: Uint8Array): HealthReport | null {
  const { text } = decodeText(bytes);
  if (!START.test(text)) return null;
  const report = withoutStackTraces(() => new Reading().read(text));
  return report.isOne ? report.result() : null;
}

class StopReading extends Error {}

/** What stands in a list while its item is read. */
type Item = Map<string, string>;

class Reading {
  isOne = false;
  #cut = false;
  readonly #values = new Map<string, string>();
  readonly #lists = new Map<string, string[]>();
  readonly #items = new Map<string, Item[]>();
  readonly #files: ReportedFile[] = [];
  #length = 0;
  /** Names of the objects that are open; empty where one has none. */
  readonly #open: string[] = [];
  #text: string | null = null;
  #elements = 0;

  read(text: string): this {
    const parser = sax.parser(true, { strictEntities: true });
    parser.onerror = () => {
      throw new StopReading();
    };
    parser.onopentag = ({ name, attributes }) => this.#enter(name, Object.entries(attributes));
    parser.ontext = (piece) => this.#append(piece);
    parser.onclosetag = () => this.#leave();
    try {
      for (let at = 0; at < text.length; at += CHUNK) parser.write(text.slice(at, at + CHUNK));
      parser.close();
    } catch {
      this.#cut = true;
    }
    return this;
  }

  #enter(tag: string, attributes: readonly (readonly [string, unknown])[]): void {
    if (++this.#elements > MOST_ELEMENTS || this.#open.length >= DEEPEST) throw new StopReading();
    const name = attributes.find(([key]) => key === 'N')?.[1];
    this.#open.push(typeof name === 'string' ? name : '');
    const path = this.#path();
    if (path === ROOT) this.isOne = true;
    // A new item of a list: an object that has no name of its own.
    if (tag === 'Obj' && name === undefined && ITEMS.has(path)) {
      const items = this.#items.get(path) ?? [];
      if (items.length < MOST_ITEMS) items.push(new Map());
      else this.#cut = true;
      this.#items.set(path, items);
    }
    this.#text = DESCRIBING.has(tag) ? null : '';
  }

  #append(piece: string): void {
    if (this.#text === null) return;
    if (this.#text.length + piece.length <= LONGEST_VALUE) this.#text += piece;
    else {
      this.#text = null;
      this.#cut = true;
    }
  }

  #leave(): void {
    const path = this.#path();
    if (this.#text !== null && path.startsWith(ROOT)) this.#value(path, unescaped(this.#text));
    this.#text = null;
    this.#open.pop();
  }

  #value(path: string, value: string): void {
    const short = value.trim();
    // Below the depth of the export, PowerShell writes an object as text.
    if (short.startsWith('@{') && short.endsWith('}')) {
      for (const pair of short.slice(2, -1).split('; ', MOST_ITEMS)) {
        const at = pair.indexOf('=');
        if (at > 0 && SINGLE.has(`${path}/${pair.slice(0, at)}`))
          this.#set(`${path}/${pair.slice(0, at)}`, pair.slice(at + 1));
      }
      return;
    }
    if (SINGLE.has(path)) this.#set(path, short);
    if (LISTED.has(path) && short !== '') {
      const list = this.#lists.get(path) ?? [];
      if (list.length < MOST_ITEMS) this.#lists.set(path, [...list, short.slice(0, 300)]);
      else this.#cut = true;
    }
    if (path === `${IIS}/ApplicationHostConfig`) this.#file(APPLICATION_HOST, value);
    for (const [list, items] of this.#items) {
      if (path.startsWith(`${list}/`)) items.at(-1)?.set(path.slice(list.length + 1), value);
    }
    if (path.endsWith('/Content')) this.#configuration(path.slice(0, -'/Content'.length));
  }

  #set(path: string, value: string): void {
    if (!this.#values.has(path)) this.#values.set(path, value.slice(0, 300));
  }

  /** A configuration file is an object with a location and a content, in that order or the other. */
  #configuration(path: string): void {
    for (const [list, items] of this.#items) {
      if (!`${path}/`.startsWith(`${list}/`)) continue;
      const item = items.at(-1);
      const below = path === list ? '' : `${path.slice(list.length + 1)}/`;
      const location = item?.get(`${below}Location`)?.trim() ?? '';
      const content = item?.get(`${below}Content`) ?? '';
      if (/^[A-Za-z]:\\.{1,1000}\.config$/i.test(location) && content.trim() !== '') this.#file(location, content);
      item?.delete(`${below}Content`);
    }
  }

  #file(windowsPath: string, text: string): void {
    if (this.#files.some((file) => file.windowsPath.toLowerCase() === windowsPath.toLowerCase())) return;
    this.#length += text.length;
    if (this.#length > LONGEST_FILES || this.#files.length >= MOST_ITEMS) this.#cut = true;
    else this.#files.push({ windowsPath, text });
  }

  #path(): string {
    return this.#open.filter((name) => name !== '').join('/');
  }

  result(): HealthReport {
    const value = (path: string) => this.#values.get(path) ?? '';
    const generated = new Date(value(`${ROOT}/GenerationTime`));
    const mitigating = value(`${SETUP}/MitigationsEnabled`);
    return {
      server: value(`${ROOT}/ServerName`),
      generated: Number.isNaN(generated.getTime()) ? null : generated.toISOString(),
      version: value(`${ROOT}/HealthCheckerVersion`),
      build: buildOf(value(`${BUILD}/ExchangeSetup/FileVersion`)),
      role: value(`${BUILD}/ServerRole`),
      updates: [
        ...(this.#items.get(`${BUILD}/KBsInstalledInfo`) ?? []).flatMap(updateOf),
        ...(this.#lists.get(`${BUILD}/KBsInstalled`) ?? []).map((name) => ({ name, installed: '' })),
      ],
      mitigations: this.#lists.get(`${SETUP}/MitigationsApplied`) ?? [],
      mitigationsBlocked: this.#lists.get(`${SETUP}/MitigationsBlocked`) ?? [],
      isMitigating: mitigating === '' ? null : mitigating.toLowerCase() === 'true',
      modules: (this.#items.get(MODULES) ?? []).flatMap(moduleOf),
      files: this.#files,
      cut: this.#cut,
    };
  }
}

const MODULES = `${IIS}/IISModulesInformation/ModuleList`;
/** Lists of objects: updates, modules, and where configuration files stand. */
const ITEMS: ReadonlySet<string> = new Set([
  `${BUILD}/KBsInstalledInfo`,
  MODULES,
  ...['IISWebSite', 'NonExchangeWebSites', 'IISWebApplication', 'IISSharedWebConfig', 'IISConfigurationSettings'].map(
    (name) => `${IIS}/${name}`,
  ),
]);
/** Elements that say of what type an object is, and how it reads. */
const DESCRIBING: ReadonlySet<string> = new Set(['T', 'TN', 'TNRef', 'ToString', 'Obj']);
const LISTED: ReadonlySet<string> = new Set([
  `${BUILD}/KBsInstalled`,
  `${SETUP}/MitigationsApplied`,
  `${SETUP}/MitigationsBlocked`,
]);
const SINGLE: ReadonlySet<string> = new Set([
  `${ROOT}/ServerName`,
  `${ROOT}/GenerationTime`,
  `${ROOT}/HealthCheckerVersion`,
  `${BUILD}/ServerRole`,
  `${BUILD}/ExchangeSetup/FileVersion`,
  `${SETUP}/MitigationsEnabled`,
]);

function updateOf(item: Item): ReportedUpdate[] {
  const name = item.get('PackageName')?.trim() ?? '';
  return name === '' ? [] : [{ name: name.slice(0, 300), installed: (item.get('InstalledDate') ?? '').trim() }];
}

function moduleOf(item: Item): ReportedModule[] {
  const [name = '', path = ''] = ['Name', 'Path'].map((key) => item.get(key)?.trim().slice(0, 1000));
  if (name === '' || path === '') return [];
  const status = /^-?\d{1,3}$/.exec(item.get('SignatureDetails/SignatureStatus')?.trim() ?? '')?.[0];
  const isSigned = item.get('Signed')?.trim().toLowerCase();
  return [
    {
      name,
      path,
      isSigned: isSigned === 'true' ? true : isSigned === 'false' ? false : null,
      signer: (item.get('SignatureDetails/Signer') ?? '').trim().slice(0, 300),
      status: status === undefined || Number(status) < 0 ? null : Number(status),
      isMissing: item.get('PathNotFound')?.trim().toLowerCase() === 'true',
    },
  ];
}

/** `15.02.1118.020` without leading zeros; empty for what is no build. */
function buildOf(version: string): string {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,6})\.(\d{1,6})$/.exec(version.trim());
  return parts === null ? '' : parts.slice(1).map(Number).join('.');
}

/** What PowerShell writes of control characters, and of underscores before what looks like one. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

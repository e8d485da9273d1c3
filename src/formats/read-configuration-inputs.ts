import { createHash } from 'node:crypto';
import { type Artifact, fileName } from '../model/artifact.js';
import { isReadBy, type KindReadBy } from '../model/artifact-kind.js';
import type { CoverageNote } from '../model/coverage.js';
import type { InputClass } from '../model/input-class.js';
import { agentsConfig, agentsConfigIn } from './agents-config/agents-config.js';
import { compiledPage, readCompiledPage } from './compiled-page/compiled-page.js';
import { healthReport, readHealthReport } from './health-checker/health-report.js';
import {
  applicationHostConfig,
  type ConfigurationFile,
  type ConfigurationVersion,
  configurationFile,
  configurationVersion,
  webConfig,
} from './iis-config/configuration-file.js';
import { readConfigurationFile } from './iis-config/read-configuration-file.js';
import { isOfMicrosoft, parseGlobalAssembly } from './pe/global-assembly.js';
import { peImage, readImage } from './pe/read-image.js';
import {
  type PersistenceExport,
  persistenceExport,
  readPersistenceExport,
} from './persistence-export/persistence-export.js';
import { readRecycledFile, recycledFile } from './recycle-bin/recycled-file.js';
import { readRegistryExport, registryExport } from './registry-export/registry-export.js';
import { programInventory, readProgramInventory } from './registry-hive/program-inventory.js';
import { readRegistryHive } from './registry-hive/registry-hive.js';
import { readScheduledTasks, scheduledTask } from './scheduled-task/scheduled-task.js';
import { readSystemInformation, systemInformation } from './system-information/system-information.js';
import { decodeText } from './text-encoding/decode-text.js';
import { problemNotes } from './xml/problem-notes.js';

/** One value and the class of detectors that it is for. */
export interface ConfigurationInput {
  readonly class: InputClass<unknown>;
  readonly value: unknown;
  /** Where it lay on the server, of a file that the one that was read holds a copy of. */
  readonly of?: ReportedCopy;
}

export type ReportedCopy = Pick<Artifact, 'kind' | 'windowsPath'>;

export interface ConfigurationInputs {
  readonly inputs: readonly ConfigurationInput[];
  readonly notes: readonly CoverageNote[];
}

const MAXIMUM_CONFIGURATION_BYTES = 32 << 20;
/** A SOFTWARE hive has some hundred megabytes. */
const MAXIMUM_HIVE_BYTES = 512 << 20;

/** Longest file of its kind that is read, in bytes; give `readConfigurationInputs` no more of it. */
export function maximumBytes({ kind }: Artifact): number {
  return kind === 'registry-hive' ? MAXIMUM_HIVE_BYTES : MAXIMUM_CONFIGURATION_BYTES;
}

/** Whether `readConfigurationInputs` makes something of the file. */
export function isConfigurationInput(artifact: Artifact): boolean {
  if (artifact.kind === 'pe') return isWebImage(artifact);
  if (isReadBy(artifact.kind, 'configuration')) return true;
  // `w3wp.exe.config` and `App_Browsers\a.browser` lie where everything is scanned.
  return (
    (artifact.kind === 'other' || artifact.kind === 'web-content') &&
    (/\.config$/i.test(fileName(artifact)) || BROWSER_DEFINITION.test(artifact.windowsPath ?? artifact.collectedPath))
  );
}

/** Says which classes stand in for controls, of the application or of all. */
const BROWSER_DEFINITION = /[\\/](?:app_browsers|config[\\/]browsers)[\\/](?:[^\\/]+[\\/])*[^\\/]+\.browser$/i;

/** Reads a configuration file of any kind into what detectors consume. Never throws: faults become notes. */
export function readConfigurationInputs(artifact: Artifact, bytes: Uint8Array): ConfigurationInputs {
  if (isReadBy(artifact.kind, 'configuration')) return READERS[artifact.kind](artifact, bytes);
  return isConfigurationInput(artifact) ? readConfiguration(artifact, bytes) : { inputs: [], notes: [] };
}

type Reader = (artifact: Artifact, bytes: Uint8Array) => ConfigurationInputs;

const READERS: Readonly<Record<KindReadBy<'configuration'>, Reader>> = {
  'application-host-config': readConfiguration,
  'web-config': readConfiguration,
  'iis-config': readConfiguration,
  'agents-config': (artifact, bytes) => {
    const file = readConfigurationFile(bytes);
    const inputs = [input(agentsConfig, agentsConfigIn(file)), input(configurationFile, file)];
    return { inputs, notes: problemNotes(file, artifact) };
  },
  'compiled-page': (artifact, bytes) => {
    const value = readCompiledPage(bytes);
    if (value !== null) return { inputs: [input(compiledPage, value)], notes: problemNotes(value, artifact) };
    const { collectedPath: path, host } = artifact;
    const message = 'no <preserve> element: not read as a compiled page';
    return { inputs: [], notes: [{ code: 'unparsable', message, path, host, incomplete: true }] };
  },
  pe: (_, bytes) => {
    const value = readImage(bytes);
    if (value === null) return { inputs: [], notes: [] };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { inputs: [input(peImage, { ...value, sha256 })], notes: [] };
  },
  'scheduled-task': (artifact, bytes) => {
    const tasks = readScheduledTasks(bytes);
    const first = tasks[0];
    if (first) {
      const cut = cutNotes(
        tasks.some((task) => task.cut),
        artifact,
      );
      return {
        inputs: tasks.map((task) => input(scheduledTask, task)),
        notes: [...problemNotes(first, artifact), ...cut],
      };
    }
    const { collectedPath: path, host } = artifact;
    return {
      inputs: [],
      notes: [{ code: 'unparsable', message: 'not read as a scheduled task', path, host, incomplete: true }],
    };
  },
  'registry-export': (artifact, bytes) => {
    const value = readRegistryExport(bytes);
    const isNone = value.values.length === 0 && bytes.length > 0 && !/HKEY_/.test(decodeText(bytes).text);
    return {
      inputs: [input(registryExport, value)],
      notes: [...cutNotes(value.cut, artifact), ...noneNotes(isNone, artifact)],
    };
  },
  'recycled-file': (artifact, bytes) => {
    const value = readRecycledFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (value !== null) return { inputs: [input(recycledFile, value)], notes: [] };
    const { collectedPath: path, host } = artifact;
    const message = 'not read as a note of the Recycle Bin';
    return { inputs: [], notes: [{ code: 'unparsable', message, path, host, incomplete: false }] };
  },
  'registry-hive': (artifact, bytes) => {
    const inventory = readProgramInventory(bytes);
    if (inventory !== null)
      return {
        inputs: [input(programInventory, inventory)],
        notes: [...damageNotes(inventory.isDamaged, artifact), ...cutNotes(inventory.cut, artifact)],
      };
    const value = readRegistryHive(bytes);
    if (value === null) return { inputs: [], notes: damageNotes(!isNoHive(artifact, bytes), artifact) };
    if (value.values.length === 0 && !value.cut) return { inputs: [], notes: damageNotes(value.isDamaged, artifact) };
    const { collectedPath: path, host } = artifact;
    const message =
      'The last changes of this hive are in its transaction logs (.LOG1, .LOG2), which are not here or do not fit it';
    const dirty: CoverageNote[] = value.isDirty
      ? [{ code: 'not-examined', message, path, host, incomplete: false }]
      : [];
    return {
      inputs: [input(registryExport, value)],
      notes: [...dirty, ...damageNotes(value.isDamaged, artifact), ...cutNotes(value.cut, artifact)],
    };
  },
  'persistence-export': (artifact, bytes) => {
    const value = readPersistenceExport(bytes);
    const notes = [...cutNotes(value.cut, artifact), ...lostNotes(value, artifact)];
    return { inputs: [input(persistenceExport, value)], notes };
  },
  'health-report': (artifact, bytes) => {
    const report = readHealthReport(bytes);
    const { collectedPath: path, host } = artifact;
    if (report === null) {
      const message = 'not read as an export of HealthChecker';
      return { inputs: [], notes: [{ code: 'unparsable', message, path, host, incomplete: true }] };
    }
    const copies = report.files.map(({ windowsPath, text }) => {
      const isHost = /\\applicationhost\.config$/i.test(windowsPath);
      const of: ReportedCopy = { kind: isHost ? 'application-host-config' : 'web-config', windowsPath };
      const { inputs, notes } = readConfiguration({ ...artifact, ...of }, Buffer.from(text));
      return { inputs: inputs.map((one) => ({ ...one, of })), notes };
    });
    return {
      inputs: [input(healthReport, { ...report, files: [] }), ...copies.flatMap(({ inputs }) => inputs)],
      notes: [...cutNotes(report.cut, artifact), ...copies.flatMap(({ notes }) => notes)],
    };
  },
  'system-information': ({ collectedPath: path, host }, bytes) => {
    const value = readSystemInformation(bytes);
    if (value !== null) return { inputs: [input(systemInformation, value)], notes: [] };
    const message =
      'By its name a description of the system, but no time zone could be read in it: nothing of it was used';
    return { inputs: [], notes: [{ code: 'unparsable', message, path, host, incomplete: false }] };
  },
};

/** Where programs and libraries come into question as parts of IIS or Exchange; those of Windows and of products do not. */
function isWebImage({ windowsPath }: Artifact): boolean {
  const cached = windowsPath === null ? null : parseGlobalAssembly(windowsPath);
  if (cached) return !isOfMicrosoft(cached);
  const path = windowsPath?.toLowerCase();
  if (path === undefined || /\\(?:inetsrv|inetpub|temporary asp\.net files)\\/.test(path)) return true;
  if (/\\(?:frontend\\httpproxy|clientaccess|transportroles\\agents)\\/.test(path)) return true;
  return !/^[a-z]:\\(?:windows|program files(?: \(x86\))?)\\(?!temp\\)|\\exchange[^\\]*\\(?:v15\\)?bin\\/.test(path);
}

/** Transaction logs look like hives and are read with them; Windows leaves backups of hives empty. */
function isNoHive({ collectedPath }: Artifact, bytes: Uint8Array): boolean {
  if (/\.(?:log\d?|blf|regtrans-ms)$/i.test(collectedPath)) return true;
  return bytes.length === 0 && /[\\/]regback[\\/][^\\/]+$/i.test(collectedPath);
}

function damageNotes(isDamaged: boolean, { collectedPath: path, host }: Artifact): CoverageNote[] {
  const message =
    'This registry hive is damaged or cut short: keys that it had were not examined. By hand: collect it anew, or open it with a tool that recovers cells (yarp, Registry Explorer)';
  return isDamaged ? [{ code: 'malformed', message, path, host, incomplete: true }] : [];
}

function noneNotes(isNone: boolean, { collectedPath: path, host }: Artifact): CoverageNote[] {
  const message = 'By its name an export of the registry, but no key could be read in it: nothing of it was examined';
  return isNone ? [{ code: 'unparsable', message, path, host, incomplete: true }] : [];
}

function lostNotes({ lost, isForeign }: PersistenceExport, { collectedPath: path, host }: Artifact): CoverageNote[] {
  if (lost === 0 && !isForeign) return [];
  const message = isForeign
    ? 'By its name a list of what Windows starts, but damaged, or of a form that is not read: nothing of it was examined'
    : 'Entries of this list are damaged, cut off, or nested deeper than any that a tool writes: these were not examined';
  return [{ code: 'unparsable', message, path, host, ...(lost > 0 ? { count: lost } : {}), incomplete: true }];
}

function cutNotes(cut: boolean, { collectedPath: path, host }: Artifact): CoverageNote[] {
  const message = 'has more entries than are read; only the first were examined';
  return cut ? [{ code: 'limit-reached', message, path, host, incomplete: true }] : [];
}

/** Where copies of earlier states lie. They are compared, not judged as what is in force. */
const COPIES: readonly (readonly [RegExp, ConfigurationVersion['role']])[] = [
  [/\\cfghistory_\d+\\|\\inetpub\\history\\|\\inetsrv\\history\\/i, 'history'],
  [/\\temp\\apppools\\/i, 'pool'],
  [/\\inetsrv\\backup\\/i, 'backup'],
];

const NUMBERED = /\\cfghistory_(\d+)\\/i;

function readConfiguration(artifact: Artifact, bytes: Uint8Array): ConfigurationInputs {
  const read = readConfigurationFile(bytes);
  const cut = read.problems.some(({ fatal }) => fatal);
  // What of it could be read may not tell any more what it is, but its name does.
  const file: ConfigurationFile =
    (cut || read.fragment) && artifact.kind === 'application-host-config'
      ? { ...read, kind: 'application-host' }
      : read;
  const notes = [...problemNotes(file, artifact), ...encryptedNotes(file, artifact)];
  const path = artifact.windowsPath ?? `\\${artifact.collectedPath.replaceAll('/', '\\')}`;
  const version = (role: ConfigurationVersion['role'], number: number | null = null) =>
    input(configurationVersion, { file, role, number });
  for (const [pattern, role] of COPIES) {
    if (!pattern.test(path)) continue;
    const numbered = NUMBERED.exec(path)?.[1];
    const number = numbered === undefined ? null : Number(numbered);
    return { inputs: file.kind === 'application-host' && !cut && !file.fragment ? [version(role, number)] : [], notes };
  }
  const inputs = [input(configurationFile, file)];
  if (file.kind === 'application-host') {
    // What is missing in a file that was cut was not removed from the server.
    inputs.unshift(input(applicationHostConfig, file), ...(cut || file.fragment ? [] : [version('current')]));
  } else if (artifact.kind === 'web-config') inputs.unshift(input(webConfig, file));
  return { inputs, notes };
}

function encryptedNotes(file: ConfigurationFile, artifact: Artifact): CoverageNote[] {
  return file.sections
    .filter(({ element }) => element.children.some(({ name }) => name === 'EncryptedData'))
    .map(({ name, element }) => ({
      code: 'encrypted',
      message: `section ${name} is encrypted and was not examined`,
      path: artifact.collectedPath,
      host: artifact.host,
      incomplete: true,
      positions: [{ ...element.position, reason: 'encrypted' }],
    }));
}

function input<T>(inputClass: InputClass<T>, value: T): ConfigurationInput {
  return { class: inputClass, value };
}

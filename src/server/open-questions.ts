import { itemsOf } from '../formats/iis-config/configuration-file.js';
import { attribute } from '../formats/xml/xml-document.js';
import type { Artifact } from '../model/artifact.js';
import type { OpenQuestion } from '../model/finding.js';
import { compareText } from '../platform/order.js';
import { withoutEnding } from '../platform/without-ending.js';
import { folderTrust } from './configuration/folder-trust.js';
import { logFolders } from './configuration/log-settings.js';
import type { ServerConfiguration } from './configuration/server-configuration.js';
import { iisKnownGood } from './iis-known-good.js';
import { hasExchange, serverRoles } from './server-roles.js';
import { windowsPathsOf } from './windows-paths.js';

/** What was collected of one server. */
export interface CollectionFacts {
  readonly host: string | null;
  /** All of the host. */
  readonly artifacts: readonly Artifact[];
  /** Null where no configuration was collected. */
  readonly configuration: ServerConfiguration | null;
}

interface Question {
  readonly id: string;
  /** Asked only of servers that may have it. */
  readonly of?: 'Exchange';
  readonly question: string;
  /** Why it is open: what is missing. */
  readonly reason: string;
  /** What was given and nothing reads counts, too: the ledger says that, and nobody is asked for it again. */
  readonly answers: (artifact: Artifact, path: string) => boolean;
  /** `%EXI%` stands for the Exchange root, `%SYS%` for the system drive. */
  readonly collect: readonly string[];
  /** Targets of KAPE, which Velociraptor's `Windows.KapeFiles.Targets` has by the same names. None where no common target fetches it. */
  readonly targets: readonly string[];
}

/** What usual collections lack, and what fetches it. */
const QUESTIONS: readonly Question[] = [
  {
    id: 'iis-configuration',
    question: 'Which modules, handlers and virtual directories does IIS load?',
    reason: 'No applicationHost.config was collected: IIS configuration was not examined.',
    answers: ({ kind }, path) => kind === 'application-host-config' && !/\\(?:history|apppools|backup)\\/.test(path),
    collect: ['%SYS%\\Windows\\System32\\inetsrv\\config\\**'],
    targets: ['IISConfiguration'],
  },
  {
    id: 'iis-history',
    question: 'What was added to the configuration and removed again?',
    reason: 'No copies that IIS keeps of earlier states were collected.',
    answers: (_, path) => /\\inetpub\\(?:history|temp\\apppools)\\/.test(path),
    collect: ['%SYS%\\inetpub\\history\\**', '%SYS%\\inetpub\\temp\\appPools\\**'],
    targets: [],
  },
  {
    id: 'web-content',
    of: 'Exchange',
    question: 'Do the web folders of Exchange hold pages that the product does not ship?',
    reason: 'No files of its web folders were collected.',
    answers: ({ kind }, path) => kind === 'web-content' && /\\(?:frontend\\httpproxy|clientaccess)\\/.test(path),
    collect: ['%EXI%FrontEnd\\HttpProxy\\**', '%EXI%ClientAccess\\**'],
    targets: [],
  },
  {
    id: 'web-root',
    question: 'Does the root of the site hold pages, where it should hold none?',
    reason: 'No files below inetpub\\wwwroot were collected.',
    answers: (_, path) => /\\inetpub\\wwwroot\\/.test(path),
    collect: ['%SYS%\\inetpub\\wwwroot\\**'],
    targets: [],
  },
  {
    id: 'web-configuration',
    of: 'Exchange',
    question: 'Do the web.config files of Exchange load or weaken anything?',
    reason: 'No web.config of an Exchange folder was collected.',
    answers: ({ kind }, path) => kind === 'web-config' && /\\(?:frontend\\httpproxy|clientaccess)\\/.test(path),
    collect: ['%EXI%FrontEnd\\HttpProxy\\**\\web.config', '%EXI%ClientAccess\\**\\web.config', '%EXI%Bin\\*.config'],
    targets: [],
  },
  {
    id: 'web-assemblies',
    of: 'Exchange',
    question: 'Do the bin folders of Exchange hold assemblies that the product does not ship?',
    reason: 'No DLL of a bin folder was collected.',
    answers: ({ kind }, path) => kind === 'pe' && /\\(?:frontend\\httpproxy|clientaccess)\\(?:.*\\)?bin\\/.test(path),
    collect: [
      '%EXI%FrontEnd\\HttpProxy\\bin\\**',
      '%EXI%ClientAccess\\**\\bin\\**',
      '%SYS%\\Windows\\System32\\inetsrv\\*.dll',
    ],
    targets: [],
  },
  {
    id: 'compiled-pages',
    question: 'Did pages run that were deleted since?',
    reason: 'No traces of compiled pages were collected.',
    answers: ({ kind }) => kind === 'compiled-page',
    collect: ['%SYS%\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\**'],
    targets: ['ExchangeCve-2021-26855'],
  },
  {
    id: 'iis-logs',
    question: 'Who asked the server for what?',
    reason: 'No IIS logs were collected: requests were not examined.',
    answers: ({ kind }) => kind === 'iis-log' || kind === 'central-binary-log' || kind === 'log-export',
    collect: [
      '%SYS%\\inetpub\\logs\\LogFiles\\W3SVC1\\**',
      '%SYS%\\inetpub\\logs\\LogFiles\\W3SVC2\\**',
      '%SYS%\\Windows\\System32\\LogFiles\\HTTPERR\\**',
    ],
    targets: ['IISLogFiles', 'WebServers', '!SANS_Triage'],
  },
  {
    id: 'exchange-logs',
    of: 'Exchange',
    question: 'What did Exchange itself do with the requests, and which build ran when?',
    reason:
      "No logs of Exchange were collected: what was done through it and the server's own patch history were not examined.",
    answers: ({ kind }) => kind === 'exchange-log',
    collect: ['%EXI%Logging\\**', '%EXI%TransportRoles\\Logs\\**', '%SYS%\\ExchangeSetupLogs\\**'],
    targets: ['Exchange'],
  },
  {
    id: 'transport-agents',
    of: 'Exchange',
    question: 'Which transport agents see every message?',
    reason: 'No agents.config was collected: transport agents were not examined.',
    answers: ({ kind }) => kind === 'agents-config',
    collect: [
      '%EXI%TransportRoles\\Shared\\agents.config',
      '%EXI%TransportRoles\\Shared\\fetagents.config',
      '%EXI%TransportRoles\\agents\\**',
    ],
    targets: [],
  },
  {
    id: 'event-logs',
    question: 'What was run, installed or cleared on the server?',
    reason: 'No event logs were collected.',
    answers: ({ kind }) => kind === 'event-log',
    collect: ['%SYS%\\Windows\\System32\\winevt\\Logs\\**'],
    targets: ['EventLogs', '!SANS_Triage'],
  },
  {
    id: 'scheduled-tasks',
    question: 'Does a scheduled task bring the intruder back?',
    reason: 'No scheduled tasks were collected.',
    answers: ({ kind }) => kind === 'scheduled-task',
    collect: ['%SYS%\\Windows\\System32\\Tasks\\**'],
    targets: ['ScheduledTasks', '!SANS_Triage'],
  },
  {
    id: 'file-system',
    question: 'Which pages were created and deleted again, and which state times that are not theirs?',
    reason: 'Neither the change journal nor the master file table of a volume was collected.',
    answers: ({ kind }) => kind === 'file-system-record',
    collect: ['%SYS%\\$Extend\\$UsnJrnl:$J', '%SYS%\\$MFT'],
    targets: ['FileSystem', '!SANS_Triage'],
  },
  {
    id: 'registry',
    question: 'Do services, run keys or environment settings start something?',
    reason: 'No text export of the registry or of autoruns was collected.',
    answers: ({ kind }) => kind === 'registry-export' || kind === 'persistence-export' || kind === 'registry-hive',
    collect: [
      'reg export HKLM\\SYSTEM\\CurrentControlSet\\Services services.reg',
      'reg export HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion currentversion.reg',
      '%SYS%\\Windows\\System32\\config\\{SYSTEM,SOFTWARE}',
    ],
    targets: ['RegistryHives', '!SANS_Triage'],
  },
];

/** Foreign DLLs, or folders of logs, named by one question. */
const MAXIMUM_NAMED = 50;

/** What could not be answered of a server for want of evidence: which question, why, what exactly to collect and what fetches it. */
export function openQuestions({ host, artifacts, configuration }: CollectionFacts): OpenQuestion[] {
  const root = configuration?.paths.exchangeRoot ?? 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';
  const drive = configuration?.paths.systemDrive ?? 'C:';
  const roles = serverRoles({ artifacts, configuration });
  const isOther = roles.length > 0 && !hasExchange({ roles });
  const open = new Set(QUESTIONS.filter(({ of }) => of === undefined || !isOther));
  for (const artifact of artifacts) {
    const path = `\\${artifact.windowsPath ?? artifact.collectedPath}`.replaceAll('/', '\\').toLowerCase();
    for (const question of open) if (question.answers(artifact, path)) open.delete(question);
  }
  return [
    ...[...open].map(({ id, question, reason, collect, targets }) => ({
      id,
      host,
      question,
      reason,
      collect: collect.map((path) => path.replace('%EXI%', () => root).replace('%SYS%', () => drive)),
      collectors: targets.flatMap((target) => [`KAPE ${target}`, `Velociraptor Windows.KapeFiles.Targets ${target}`]),
    })),
    ...namedImages({ host, artifacts, configuration }),
    ...namedLogFolders({ host, artifacts, configuration }),
    ...(isOther ? siteFolders({ host, artifacts, configuration }) : []),
  ].sort((a, b) => compareText(a.id, b.id));
}

/** Folders that the sites of a server without Exchange serve, where nothing but configuration was collected of them. */
function siteFolders({ host, artifacts, configuration }: CollectionFacts): OpenQuestion[] {
  const served = (configuration?.sites ?? []).flatMap(({ applications }) =>
    applications.flatMap(({ virtualDirectories }) => virtualDirectories.map(({ folder }) => folder)),
  );
  const folders = [...new Set(served)].filter((folder) => /^[a-z]:\\/i.test(folder)).sort(compareText);
  const below = folders.map((folder) => `${withoutEnding(folder, '\\')}\\`.toLowerCase());
  const isServed = (path: string) => below.some((folder) => path.toLowerCase().startsWith(folder));
  const content = artifacts.filter(({ kind }) => kind !== 'web-config');
  if (folders.length === 0 || [...windowsPathsOf(content)].some(isServed)) return [];
  return [
    {
      id: 'site-folders',
      host,
      question: 'Do the folders of the sites hold pages that nobody of yours put there?',
      reason: 'The configuration names the folders; nothing but configuration was collected of them.',
      collect: folders.slice(0, MAXIMUM_NAMED).map((folder) => `${withoutEnding(folder, '\\')}\\**`),
      collectors: [],
    },
  ];
}

/** Folders of logs that the configuration names, and of which nothing was collected. Logs that lie anywhere may be theirs. */
function namedLogFolders({ host, artifacts, configuration }: CollectionFacts): OpenQuestion[] {
  const paths = artifacts
    .filter(({ kind }) => kind === 'iis-log' || kind === 'central-binary-log')
    .map(({ windowsPath, collectedPath }) => `\\${windowsPath ?? collectedPath}`.replaceAll('/', '\\').toLowerCase());
  const isPlaced = (path: string) => /\\w3svc\d*\\[^\\]+$/.test(path);
  if (!configuration || !paths.every(isPlaced)) return [];
  const missing = logFolders(configuration).filter(({ folder }) => {
    const name = folder.slice(folder.lastIndexOf('\\')).toLowerCase();
    return !paths.some((path) => path.includes(`${name}\\`));
  });
  if (missing.length === 0) return [];
  const binary = missing.some(({ isBinary }) => isBinary) ? ' They are written in the central binary format.' : '';
  return [
    {
      id: 'named-log-folders',
      host,
      question: 'What do the logs say that were not collected?',
      reason: `The configuration has IIS write requests to folders of which nothing was collected.${binary}`,
      collect: missing
        .map(({ folder }) => `${folder}\\**`)
        .sort(compareText)
        .slice(0, MAXIMUM_NAMED),
      collectors: [],
    },
  ];
}

/** DLLs that configuration loads, that the product does not ship, and that were not collected. */
function namedImages({ host, artifacts, configuration }: CollectionFacts): OpenQuestion[] {
  const source = configuration?.applicationHost;
  if (!configuration || !source) return [];
  const known = new Set(Object.values(iisKnownGood().globalModules).flat());
  const named = [...itemsOf(source.file, 'system.webServer/globalModules')]
    .map(({ element }) => attribute(element, 'image') ?? '')
    .filter((image) => image !== '' && !known.has(configuration.paths.canonical(image)))
    .filter((image) => folderTrust(configuration.paths.canonical(image)) !== 'remote')
    .map((image) => configuration.paths.expand(image));
  const absent = new Set(named.map((image) => image.toLowerCase()));
  for (const path of absent.size === 0 ? [] : windowsPathsOf(artifacts)) absent.delete(path.toLowerCase());
  const missing = named.filter((image) => absent.has(image.toLowerCase()));
  if (missing.length === 0) return [];
  return [
    {
      id: 'named-modules',
      host,
      question: 'What are the foreign modules that IIS loads?',
      reason: 'The configuration names them; the files were not collected.',
      collect: [...new Set(missing)].sort(compareText).slice(0, MAXIMUM_NAMED),
      collectors: [],
    },
  ];
}

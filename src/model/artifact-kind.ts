import type { EvidenceClass } from './coverage.js';

/**
 * What makes something of a kind: `content` engines scan it where it can carry code, `configuration` readers give it to detectors,
 * `requests` is the log engine, `records` what reads logs of Exchange and of Windows, `collection` what finds and places files,
 * `file-system` what reads the records of NTFS.
 */
export type KindReader = 'content' | 'configuration' | 'requests' | 'records' | 'collection' | 'file-system';

/** All that is to be known of one kind of artifact. A kind that nothing reads is collected, not examined. */
export interface KindFacts {
  /** In the plural, as it stands in a sentence. */
  readonly name: string;
  /**
   * The class of evidence whose question its files answer, null for those that answer none by themselves: a web.config does not say
   * which modules IIS loads. They are examined all the same; a class made present by them would hide that the rest is missing.
   */
  readonly evidence: EvidenceClass | null;
  /** How it is told from others. */
  readonly recognised: string;
  /** Null where nothing reads it. */
  readonly reader: KindReader | null;
  /** What goes unseen where files of it are not read, as the object of "can show". */
  readonly hides: string;
  /** How to look at it by hand. */
  readonly byHand: string;
  /** Collectors pick it by name from anywhere: finding one does not mean that its folder was collected. */
  readonly pickedByName?: true;
  /** Text to which the server appends: an earlier state of it begins the later one. */
  readonly grows?: true;
}

/** Every kind of artifact, decided once by `collection/`, from its path and, where that does not tell, its content. */
export const ARTIFACT_KINDS = {
  'web-content': {
    name: 'pages and files of web folders',
    evidence: 'web-content',
    recognised:
      'an extension that a web server executes, a folder that it serves, or server code in its first or last bytes',
    reader: 'content',
    hides: 'web shells and what was added to pages of the product',
    byHand: 'compare them with those of a server of the same build',
  },
  'web-config': {
    name: 'web.config files',
    evidence: null,
    recognised: 'the name web.config, also numbered by those who keep copies',
    reader: 'configuration',
    hides: 'handlers, modules and rewrite rules of one folder',
    byHand: 'compare them with those of a server of the same build',
    pickedByName: true,
  },
  'application-host-config': {
    name: 'applicationHost.config files',
    evidence: 'iis-configuration',
    recognised: 'its name, or a configuration that declares system.applicationHost',
    reader: 'configuration',
    hides: 'modules, handlers and virtual directories that IIS loads',
    byHand: 'read globalModules, modules, handlers and sites in it',
    pickedByName: true,
  },
  'iis-config': {
    name: 'other configuration of IIS and ASP.NET',
    evidence: null,
    recognised: 'names such as machine.config and the configuration folders of IIS and .NET',
    reader: 'configuration',
    hides: 'modules, keys and code settings for the whole server',
    byHand: 'compare them with those of a server of the same build',
    pickedByName: true,
  },
  'agents-config': {
    name: 'lists of transport agents',
    evidence: 'transport-agents',
    recognised: 'agents.config and fetagents.config, or a configuration with mexRuntime',
    reader: 'configuration',
    hides: 'transport agents that see every message',
    byHand: 'compare each agent with Get-TransportAgent of a server of the same build',
    pickedByName: true,
  },
  'compiled-page': {
    name: 'traces of compiled pages',
    evidence: 'compiled-pages',
    recognised: 'the extension .compiled, or a preserve element with a resultType',
    reader: 'configuration',
    hides: 'pages that ran and were deleted since',
    byHand: 'read virtualPath and filedeps in them',
    pickedByName: true,
  },
  'iis-log': {
    name: 'IIS logs',
    evidence: 'iis-logs',
    recognised: 'its directives or first records (W3C, IIS, NCSA, Advanced Logging), its name, or its W3SVC folder',
    reader: 'requests',
    hides: 'requests to web shells and exploits, and who sent them',
    byHand: 'search them for POST requests that were answered with 200 to pages that the product does not ship',
    pickedByName: true,
    grows: true,
  },
  'httperr-log': {
    name: 'HTTPERR logs',
    evidence: 'httperr-logs',
    recognised: 'its directives or first records, or its name',
    reader: 'requests',
    hides: 'requests that HTTP.sys refused',
    byHand: 'search them for addresses that other logs name',
    pickedByName: true,
    grows: true,
  },
  'ftp-log': {
    name: 'FTP logs',
    evidence: 'ftp-logs',
    recognised: 'W3C directives with the commands of FTP, or its FTPSVC folder',
    reader: 'records',
    hides: 'pages that were uploaded by FTP',
    byHand: 'search them for STOR, APPE and RNTO with pages or libraries in x-fullpath',
    pickedByName: true,
    grows: true,
  },
  'smtp-log': {
    name: 'logs of the SMTP and NNTP services of IIS',
    evidence: 'smtp-logs',
    recognised: 'W3C directives with the commands of SMTP, or its SMTPSVC or NNTPSVC folder',
    reader: null,
    hides: 'who sent messages through the server',
    byHand: 'search them for clients that are none of yours',
    pickedByName: true,
    grows: true,
  },
  'central-binary-log': {
    name: 'central binary logs of IIS',
    evidence: 'central-binary-logs',
    recognised: 'the extension .ibl, or the mark IBL" in the first bytes',
    reader: null,
    hides: 'all requests to all sites: with central binary logging there are no others',
    byHand: 'convert them to W3C with Log Parser (logparser -i:BIN -o:W3C) and hunt again',
    pickedByName: true,
  },
  'log-export': {
    name: 'tables that were exported from logs',
    evidence: null,
    recognised: 'a first line of comma- or tab-separated columns that IIS logs have, without their directives',
    reader: null,
    hides: 'requests to web shells and exploits, and who sent them',
    byHand: 'give the IIS logs themselves, or write the table with a #Fields line and spaces between columns',
    pickedByName: true,
  },
  'exchange-log': {
    name: 'logs of Exchange',
    evidence: 'exchange-logs',
    recognised:
      '#Software: Microsoft Exchange or #Log-type in its directives, columns that only they have, entries of its setup, or a log folder of Exchange',
    reader: 'records',
    hides: 'forged back-end sessions, cmdlets that were run, exports of mailboxes',
    byHand: "Microsoft's Test-ProxyLogon.ps1 reads HttpProxy, ECP and OABGenerator logs",
    pickedByName: true,
    grows: true,
  },
  'event-log': {
    name: 'Windows event logs',
    evidence: 'event-logs',
    recognised:
      'ElfFile (or LfLe) in the first bytes, the extension .evtx, or the shape of an export (XML, CSV, JSON, text) of one',
    reader: 'records',
    hides: 'cmdlets of Exchange, services and tasks that were made, logs that were cleared',
    byHand: 'open them in Event Viewer, or with evtxexport or EvtxECmd',
    pickedByName: true,
  },
  'scheduled-task': {
    name: 'scheduled tasks',
    evidence: 'scheduled-tasks',
    recognised: 'a Task element of its namespace, or the folder System32\\Tasks',
    reader: 'configuration',
    hides: 'programs that Windows starts again and again',
    byHand: 'read the Exec elements in them',
  },
  'registry-export': {
    name: 'exports of the registry',
    evidence: 'registry',
    recognised: 'the header of reg export, or the lines of reg query',
    reader: 'configuration',
    hides: 'services, run keys and environment settings that start something',
    byHand: 'read Services, Run and Winlogon in them',
  },
  'registry-hive': {
    name: 'registry hives',
    evidence: 'registry',
    recognised: 'regf in the first bytes',
    reader: 'configuration',
    hides: 'services, run keys, tasks and environment settings that start something',
    byHand: 'open them with RECmd, RegRipper or reged, or export Services and CurrentVersion as text and hunt again',
    pickedByName: true,
  },
  'persistence-export': {
    name: 'lists of services, tasks, WMI subscriptions and autoruns',
    evidence: null,
    recognised: 'first lines of schtasks, Autoruns, sc, WMI queries and service lists',
    reader: 'configuration',
    hides: 'services, tasks and WMI subscriptions that start something',
    byHand: 'read them',
  },
  'system-information': {
    name: 'descriptions of the system',
    evidence: null,
    recognised: 'what systeminfo and the like print',
    reader: 'configuration',
    hides: 'the time zone of the server',
    byHand: 'read them',
  },
  'health-report': {
    name: 'exports of HealthChecker',
    evidence: null,
    recognised: 'objects of PowerShell with one of HealthChecker among them',
    reader: 'configuration',
    hides: 'the configuration of IIS, builds and updates of Exchange',
    byHand: 'open them with Import-Clixml, or HealthChecker.ps1 -AnalyzeDataOnly',
  },
  pe: {
    name: 'programs and libraries',
    evidence: null,
    recognised: 'MZ in the first bytes',
    reader: 'configuration',
    hides: 'modules and tools of an intruder',
    byHand: 'compare their hashes and signatures with those of the product',
  },
  archive: {
    name: 'archives',
    evidence: null,
    recognised:
      'its first bytes (zip, 7z, rar, cab, gzip, xz, zstd, bzip2, tar), its extension, or a self-extracting program',
    reader: 'collection',
    hides: 'whatever is packed in them: logs and pages among it',
    byHand: 'unpack them beside the collection (7z x reads all of these) and hunt again',
  },
  'disk-image': {
    name: 'disk images and backups of disks',
    evidence: null,
    recognised:
      'first or last bytes or extension of E01, Ex01, AFF, AFF4, AD1, VMDK, VHD, VHDX, VDI, QCOW2, WIM, ISO, or a boot sector',
    reader: null,
    hides: 'whatever lies on them: the whole server',
    byHand:
      'mount them read-only (ewfmount for E01, qemu-nbd or guestmount for VMDK, VHDX, VDI and QCOW2, Mount-DiskImage for VHDX and ISO, mount -o ro,loop for raw ones, FTK Imager for AD1, aff4.py for AFF4, wimlib for WIM) and hunt what is mounted',
  },
  'memory-image': {
    name: 'images of memory',
    evidence: null,
    recognised:
      'first bytes of crash dumps, LiME and hibernation files, or names and extensions such as pagefile.sys and .vmem',
    reader: null,
    hides: 'modules that live in the memory of w3wp.exe only',
    byHand: 'look at w3wp.exe with Volatility 3 (windows.malfind, windows.cmdline) or WinDbg, and scan them with YARA',
  },
  'file-system-record': {
    name: 'records of the file system',
    evidence: null,
    recognised:
      '$MFT, $J, $LogFile, $I30 by name, FILE records in the first bytes, or the columns of MFTECmd and Velociraptor',
    reader: 'file-system',
    hides: 'pages that were written and deleted since, and true times of files',
    byHand: 'read them with MFTECmd or mft2csv and search them for pages below web folders',
    pickedByName: true,
  },
  'recycled-file': {
    name: 'notes of the Recycle Bin',
    evidence: null,
    recognised: 'the name $I and six characters, in $Recycle.Bin',
    reader: 'configuration',
    hides: 'where deleted pages lay, and when they were deleted',
    byHand: 'read them with RBCmd',
    pickedByName: true,
  },
  'execution-record': {
    name: 'records of programs that ran',
    evidence: null,
    recognised: 'first bytes of prefetch files and of ESE databases (SRUDB.dat among them), or their extensions',
    reader: null,
    hides: 'tools that an intruder started',
    byHand: 'read them with PECmd and SrumECmd',
    pickedByName: true,
  },
  'mail-store': {
    name: 'mailbox files and databases',
    evidence: null,
    recognised: 'first bytes of PST files, or the extension .edb',
    reader: null,
    hides: 'what was exported from mailboxes, and pages that such an export was made to be',
    byHand: 'ask who exported it (New-MailboxExportRequest), and open it with libpff',
    pickedByName: true,
  },
  'network-capture': {
    name: 'captures of traffic and traces',
    evidence: null,
    recognised: 'first bytes of pcap and pcapng, or the extension .etl',
    reader: null,
    hides: 'requests and answers with their bodies',
    byHand: 'open them in Wireshark; .etl with etl2pcapng or tracerpt',
    pickedByName: true,
  },
  'collector-record': {
    name: 'records of the collecting tool',
    evidence: null,
    recognised: 'names that a collector gives to what it wrote about its own work, at the root of its collection',
    reader: 'collection',
    hides: 'original paths and times of files',
    byHand: 'read them',
    pickedByName: true,
  },
  link: {
    name: 'links and junctions',
    evidence: null,
    recognised: 'the file system, or the archive',
    reader: 'collection',
    hides: 'what a web server serves from somewhere else',
    byHand: 'look where each of them points, and collect that',
    pickedByName: true,
  },
  other: {
    name: 'other files',
    evidence: null,
    recognised: 'nothing of the above; scanned where it carries server code or lies where intruders put things',
    reader: 'content',
    hides: 'nothing that is known',
    byHand: 'look at them',
  },
} as const satisfies Readonly<Record<string, KindFacts>>;

export type ArtifactKind = keyof typeof ARTIFACT_KINDS;

/** Kinds that a reader reads. */
export type KindReadBy<Reader extends KindReader> = {
  [Kind in ArtifactKind]: (typeof ARTIFACT_KINDS)[Kind]['reader'] extends Reader ? Kind : never;
}[ArtifactKind];

/** Findings name kinds as text; `url` and `server` are what no file is. */
export function isArtifactKind(text: string): text is ArtifactKind {
  return Object.hasOwn(ARTIFACT_KINDS, text);
}

/** What is known of a kind. */
export function kindFacts(kind: ArtifactKind): KindFacts {
  return ARTIFACT_KINDS[kind];
}

export function isReadBy<Reader extends KindReader>(kind: ArtifactKind, reader: Reader): kind is KindReadBy<Reader> {
  return kindFacts(kind).reader === reader;
}

import type { Artifact } from './artifact.js';
import type { Severity } from './finding.js';
import type { ImageFacts } from './image.js';
import type { UriLifeLine } from './life-line.js';

/** What content rules say of a file. */
export interface FlaggedFile {
  /** Ids, in their order. */
  readonly rules: readonly string[];
  /** The highest that one of them gave. */
  readonly severity: Severity;
}

/**
 * What is known of one server, as far as the collection tells. Detectors read it; `server/` makes it.
 * Every answer can be "not known": absence of evidence is not an answer.
 */
export interface ServerFacts {
  readonly host: string | null;
  /** What the server is for, as far as the evidence tells; empty where it does not. */
  readonly roles: readonly ServerRole[];
  /** Names that its sites answer to, and its own; lower case. */
  readonly names: ReadonlySet<string>;
  readonly files: FileIndex;
  readonly knownGood: KnownGood;
  readonly urlMap: UrlMap;
  /** Files that folders are answered with, beside those that IIS has for it. Left out: the configuration names none. */
  readonly defaultDocuments?: readonly string[];
  /** Every executable URI that logs show, in order of site and stem. Empty where no logs were read. */
  readonly lifeLines: readonly UriLifeLine[];
  /** Windows paths of files (lower case) that an engine judged malicious. */
  readonly flaggedFiles: ReadonlyMap<string, FlaggedFile>;
  /** Machine keys that are public. Where it is left out, the list that ships. */
  readonly disclosedKeys?: DisclosedKeys;
  /** What was read from collected programs and libraries. Where it is left out, none was read. */
  readonly images?: ImageIndex;
}

/** A product or feature that a server answers for. Exchange is named with its version and role where they are known. */
export type RoleName =
  | 'Exchange'
  | 'Exchange 2013'
  | 'Exchange 2013 Client Access'
  | 'Exchange 2013 Mailbox'
  | 'Exchange 2016'
  | 'Exchange 2019'
  | 'Exchange SE'
  | 'Exchange Edge'
  | 'IIS'
  | 'IIS Express'
  | 'SharePoint'
  | 'Windows Server Update Services'
  | 'Configuration Manager'
  | 'Certificate Services'
  | 'Remote Desktop Gateway'
  | 'Remote Desktop Web Access'
  | 'PowerShell Web Access'
  | 'Federation Services'
  | 'Web Application Proxy'
  | 'Kudu';

/** One role of a server with what tells so. */
export interface ServerRole {
  readonly role: RoleName;
  /** Fit for a reader: `site Exchange Back End`. At most a few. */
  readonly reasons: readonly string[];
}

/** A list of ASP.NET machine keys that anybody may know. */
export interface DisclosedKeys {
  /** The key in hex, as configuration has it. */
  has(key: string): boolean;
}

export interface ImageIndex {
  get(windowsPath: string): ImageFacts | undefined;
}

/** Collected files by Windows path; case does not count. */
export interface FileIndex {
  get(windowsPath: string): Artifact | undefined;
  /** `collected`: the file is here; `absent`: its folder was collected and it is not in it; `unknown`: the folder was not collected. */
  presence(windowsPath: string): 'collected' | 'absent' | 'unknown';
  under(windowsFolder: string): Iterable<Artifact>;
}

/** Facts about what the product ships. */
export interface KnownGood {
  /** The path (Exchange root and version folders folded) is one that Exchange or IIS setup creates. */
  isShippedPath(windowsPath: string): boolean;
  /** The URL stem is one that the product answers, by a file or a virtual handler. `unknown`: below a folder of the product, but not on the list. */
  productUrl(stem: string): 'page' | 'virtual' | 'unknown' | 'foreign';
  /** `known`: this content shipped at this path; `modified`: the path's builds are covered and this is none of them; `uncovered`: no hash is known for the build. */
  hash(windowsPath: string, sha256: string): 'known' | 'modified' | 'uncovered';
  /** A server that is known to be good has a file there. Left out: no such server is known. */
  isOfBaseline?(windowsPath: string): boolean;
}

/** First and last of some moments, ISO 8601. */
export interface Period {
  readonly first: string;
  readonly last: string;
}

/** URL to file and back, from the effective configuration or, without one, the product's defaults. */
export interface UrlMap {
  /** Windows paths that could answer a stem; site is the IIS site id where known, `during` when it was asked for. */
  filesOf(stem: string, site?: string, during?: Period): readonly string[];
  /** URLs that reach a file. */
  urlsOf(windowsPath: string): readonly string[];
  /** `configuration`: read from the collection; `defaults`: assumed. */
  readonly source: 'configuration' | 'defaults';
}

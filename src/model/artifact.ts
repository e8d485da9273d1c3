import type { ArtifactTimes } from './finding.js';

/** What a collected file is, decided once by `collection/`, from its path and, where that does not tell, its content. */
export const ARTIFACT_KINDS = [
  'web-content',
  'web-config',
  'application-host-config',
  'iis-config',
  'agents-config',
  'compiled-page',
  'iis-log',
  'httperr-log',
  'exchange-log',
  'event-log',
  'scheduled-task',
  'registry-export',
  'persistence-export',
  'system-information',
  'pe',
  'archive',
  'collector-record',
  'link',
  'other',
] as const;

/**
 * `iis-config`: administration.config, redirection.config, machine.config and whatever else configures IIS or ASP.NET.
 * `persistence-export`: text that a responder made of services, tasks, WMI or autoruns.
 * `system-information`: what `systeminfo` and the like print of a server, its time zone above all.
 * `collector-record`: what the collecting tool wrote about its own work (paths, times, hashes).
 */
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/** Where the bytes lie on the machine that hunts. */
export interface ArtifactLocation {
  /** Absolute path as the file system has it: bytes, since evidence has names that are not UTF-8. */
  readonly path: Uint8Array;
  /** Set where the artifact is packed inside that file. */
  readonly member?: { readonly format: 'gzip' | 'zip'; readonly name: string; readonly index: number };
}

/** One collected file. Plain data: it crosses process boundaries. */
export interface Artifact {
  /** Position in the collection's own stable order. Never part of a finding. */
  readonly id: number;
  readonly kind: ArtifactKind;
  /** Name of the server it came from, null where the collection does not tell. */
  readonly host: string | null;
  /** Path below the path that the user gave, `/` between components; what is not printable UTF-8 is written `\xNN`. Unique. */
  readonly collectedPath: string;
  /** Path on the server, such as `C:\inetpub\wwwroot\web.config`; null where it cannot be restored. Case as collected. */
  readonly windowsPath: string | null;
  readonly location: ArtifactLocation;
  /** Bytes. Of the packed member, not of its archive. */
  readonly size: number;
  readonly times: ArtifactTimes | null;
  /** The content engines read it: a web server could execute it, or code could hide in it. */
  readonly carriesCode: boolean;
  /** File attributes where the collection kept them. */
  readonly attributes?: readonly ('hidden' | 'system' | 'read-only')[];
}

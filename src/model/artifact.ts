import type { ArtifactKind } from './artifact-kind.js';
import type { ArtifactTimes } from './finding.js';

export type { ArtifactKind } from './artifact-kind.js';

/** Part of a file, in bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** What tells one state of an object from another; as the store lists it. */
export interface ObjectVersion {
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** Where the bytes lie, as the machine that hunts sees them. */
export interface ArtifactLocation {
  /**
   * Absolute path as the file system has it: bytes, since evidence has names that are not UTF-8. Of what can only be had by unpacking
   * it, a private temporary file. Of what lies in an object store, `s3://bucket/key`.
   */
  readonly path: Uint8Array;
  /** Set where the path names an object in a store: the one that is meant. */
  readonly object?: ObjectVersion;
  /** Set where the path is that of a temporary file: the collected file that it was unpacked from. */
  readonly unpackedFrom?: { readonly path: Uint8Array; readonly object?: ObjectVersion };
  /** Set where they are, or are packed in, a part of that file: a member of a tar, an archive stored in another one. */
  readonly range?: ByteRange;
  /** Set where the artifact is packed inside that file, or that part of it. */
  readonly member?: { readonly format: 'gzip' | 'zip'; readonly name: string; readonly index: number };
}

/** One collected file. `plainArtifact` makes plain data of any, which crosses process boundaries and can be copied. */
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
  /** Set for a text of a kind that no server runs, which nothing is known to serve or take in: code in it may be quoted. */
  readonly quotesCode?: true;
  /** File attributes where the collection kept them. */
  readonly attributes?: readonly ('hidden' | 'system' | 'read-only')[];
  /** Of a link: where it points, as it says; written by whoever made it. */
  readonly linkTarget?: string;
}

/** The same artifact with properties of its own: some work theirs out when they are asked for. */
export function plainArtifact(artifact: Artifact): Artifact {
  const { id, kind, host, collectedPath, windowsPath, location, size, times, carriesCode } = artifact;
  const { attributes, linkTarget, quotesCode } = artifact;
  return {
    id,
    kind,
    host,
    collectedPath,
    windowsPath,
    location,
    size,
    times,
    carriesCode,
    ...(quotesCode && { quotesCode }),
    ...(attributes && { attributes }),
    ...(linkTarget !== undefined && { linkTarget }),
  };
}

/** What the server called the file: some collectors hand it over under a name of their own. */
export function fileName({ windowsPath, collectedPath }: Pick<Artifact, 'windowsPath' | 'collectedPath'>): string {
  const path = windowsPath ?? collectedPath;
  return path.slice(Math.max(path.lastIndexOf('\\'), windowsPath === null ? path.lastIndexOf('/') : -1) + 1);
}

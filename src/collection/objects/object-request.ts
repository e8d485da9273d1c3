import type { ObjectVersion } from '../../model/artifact.js';

/** What the thread that talks to the store is asked. */
export type ObjectRequest =
  | {
      readonly ask: 'list';
      readonly bucket: string;
      readonly prefix: string;
      /** Where the page before said that the next one begins. */
      readonly from: string | null;
      readonly most: number;
    }
  | { readonly ask: 'head'; readonly bucket: string; readonly key: string }
  | {
      readonly ask: 'read';
      readonly bucket: string;
      readonly key: string;
      readonly etag: string;
      readonly start: number;
      /** Behind the last byte. */
      readonly end: number;
    };

/** A page of a listing. */
export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Null on the last page. */
  readonly next: string | null;
}

export interface ListedObject extends ObjectVersion {
  readonly key: string;
}

/** `problem` is a code: the store's own, the network's, or one of those below. It holds nothing of what was sent. */
export type ObjectAnswer =
  | ({ readonly of: 'list' } & ObjectPage)
  | ({ readonly of: 'head' } & ObjectVersion)
  | { readonly of: 'read'; readonly bytes: Uint8Array }
  | { readonly of: 'problem'; readonly problem: string };

/** The object is no longer the one that was listed. */
export const CHANGED = 'ObjectChanged';
/** Nothing tells in which region the bucket lies, or where the store is. */
export const NO_REGION = 'RegionMissing';
/** The SDK's own name for having found no credentials. */
export const NO_CREDENTIALS = 'CredentialsProviderError';
/** The package that reads object stores is not there. */
export const NOT_INSTALLED = 'NotInstalled';

/** What is handed to the thread when it starts. */
export interface ThreadData {
  readonly port: import('node:worker_threads').MessagePort;
  /** Counts answers, so that whoever may not give way can wait for one. */
  readonly answered: Int32Array;
}

/** Milliseconds that a try may take in all; and how many there are. */
export const LONGEST_TRY_MS = 120_000;
export const TRIES = 3;

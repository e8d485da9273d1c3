/** What of tar-stream reads single headers: reading whole archives by it would mean reading every byte of them. */
declare module 'tar-stream/headers.js' {
  export interface TarHeader {
    readonly name: string;
    readonly size: number;
    readonly mtime: Date;
    readonly type: string | null;
    readonly linkname: string | null;
  }
  /** Null for a block of zeros. Throws where the checksum is wrong. */
  export function decode(block: Buffer, encoding: string, allowUnknownFormat: boolean): TarHeader | null;
  export function decodePax(block: Buffer): Record<string, string>;
  export function decodeLongPath(block: Buffer, encoding: string): string;
}

/** Reads numbers and texts of a file that may lie about its own structure: outside of it everything is 0 and empty. */
export class ByteReader {
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.bytes[at] ?? 0;
  }

  u16(at: number): number {
    return at >= 0 && at + 2 <= this.length ? this.view.getUint16(at, true) : 0;
  }

  u32(at: number): number {
    return at >= 0 && at + 4 <= this.length ? this.view.getUint32(at, true) : 0;
  }

  /** Low 32 bits are enough for what is read: tables beyond 4 GiB are not in memory. */
  bitsSet(at: number): number {
    let count = 0;
    for (let value = this.u32(at); value !== 0; value &= value - 1) count++;
    return count;
  }

  /** Latin-1 text up to a NUL. */
  text(at: number, maximumLength = 256): string {
    if (at < 0 || at >= this.length) return '';
    const part = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, Math.min(maximumLength, this.length - at));
    const end = part.indexOf(0);
    return part.toString('latin1', 0, end < 0 ? part.length : end);
  }

  /** UTF-16 text of so many characters, or up to a NUL. */
  wide(at: number, maximumLength = 256): string {
    if (at < 0 || at >= this.length) return '';
    const bytes = Math.min(maximumLength * 2, (this.length - at) & ~1);
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + at, bytes).toString('utf16le');
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }
}

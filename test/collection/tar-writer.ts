export interface TarEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** `0` file (the default), `1` hard link, `2` link, `3` device, `5` folder, `L` long name, `x` pax, `S` sparse. */
  readonly type?: string;
  readonly linkTarget?: string;
  /** Seconds since 1970. */
  readonly time?: number;
}

/** A ustar archive, as far as tests need one. */
export function tarOf(entries: readonly TarEntry[], { end = true } = {}): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    return [headerOf(entry, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(end ? 1024 : 0)]);
}

/** What precedes an entry whose name is longer than 100 bytes, by the two ways that there are. */
export const longName = {
  gnu: (name: string): TarEntry => ({ name: '././@LongLink', type: 'L', content: `${name}\0` }),
  pax: (name: string): TarEntry => {
    const rest = ` path=${name}\n`;
    const size = Buffer.byteLength(rest);
    const length = [2, 3, 4, 5, 6].map((digits) => size + digits).find((sum) => String(sum).length === sum - size) ?? 0;
    return { name: 'PaxHeader', type: 'x', content: `${length}${rest}` };
  },
};

function headerOf({ name, type = '0', linkTarget = '', time = 1_614_744_000 }: TarEntry, size: number): Buffer {
  const header = Buffer.alloc(512);
  Buffer.from(name).copy(header, 0, 0, 100);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(time, 136, 12);
  header.write('        ', 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(linkTarget, 157, 100, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

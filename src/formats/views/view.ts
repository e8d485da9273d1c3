import { lastAtOrBelow, type MappedText } from '../text-encoding/mapped-text.js';

/** One reading of a file, as bytes that a content rule can be matched against. */
export interface View {
  /** `raw`: the file as it is. `text`: its characters. `plain`: its server code without disguise. `literals`: what its literals hold. */
  readonly name: 'raw' | 'text' | 'plain' | 'literals';
  /** `raw` and `literals` as they are, the others in UTF-8. */
  readonly bytes: Uint8Array;
  /** Byte offset in the original file of what stands at `viewOffset` of this view. */
  originalOffset(viewOffset: number): number;
}

/** A view of a text, its bytes made when first asked for. */
export function textView(name: View['name'], text: MappedText): View {
  let bytes: Buffer | null = null;
  const encoded = () => {
    bytes ??= Buffer.from(text.text, 'utf8');
    return bytes;
  };
  return {
    name,
    get bytes() {
      return encoded();
    },
    originalOffset(viewOffset) {
      const all = encoded();
      if (all.length === text.text.length) return text.offsetAt(viewOffset);
      return text.offsetAt(all.toString('utf8', 0, viewOffset).length);
    },
  };
}

/** A view of pieces that each stand for one place of the file, a line feed between them. */
export function pieceView(
  name: View['name'],
  pieces: readonly { readonly bytes: Uint8Array; readonly offset: number }[],
): View {
  const starts: number[] = [];
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const { bytes } of pieces) {
    starts.push(size);
    parts.push(bytes, LINE_FEED);
    size += bytes.length + 1;
  }
  return {
    name,
    bytes: Buffer.concat(parts, size),
    originalOffset: (viewOffset) => pieces[lastAtOrBelow(starts, viewOffset)]?.offset ?? 0,
  };
}

const LINE_FEED = Buffer.from('\n');

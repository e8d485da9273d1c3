import { createHmac, timingSafeEqual } from 'node:crypto';
import { viewStateGenerator } from './view-state-generator.js';

const DIGESTS = [
  ['sha256', 32],
  ['sha1', 20],
  ['sha384', 48],
  ['sha512', 64],
] as const;
/** Pages of an event, and folders of a page, that are tried. */
const MOST_PAGES = 4;
const MOST_FOLDERS = 8;
const PURPOSE = 'WebForms.HiddenFieldPageStatePersister.ClientState';

/** A page by what its view state is bound to. */
interface Page {
  readonly folder: string;
  readonly type: string;
}

/**
 * Whether the mark at the end of a view state was made with a validation key (hex), whatever the hash: for the pages named in the
 * values of an event, as ASP.NET 2 (over the state and the page's generator, or over an encrypted state alone) and as ASP.NET 4.5
 * signs (with a key derived for the page, NIST SP 800-108 in counter mode). False does not say that another key made it: a page
 * that binds its state to a session (`ViewStateUserKey`), as Exchange's do, and a key with `IsolateApps` cannot be tried.
 */
export function isSignedWith(state: Buffer, validationKey: string, values: readonly string[]): boolean {
  const key = Buffer.from(validationKey, 'hex');
  const pages = pagesIn(values);
  const isPlain = state[0] === 0xff && state[1] === 0x01;
  const tries = isPlain
    ? pages.flatMap((page) => {
        const generator = viewStateGenerator(page.folder, page.type);
        return generator === null ? [] : [{ key, modifier: littleEndian(generator) }];
      })
    : [{ key, modifier: null }, ...pages.map((page) => ({ key: derived(key, page), modifier: null }))];
  return DIGESTS.some(([digest, size]) => {
    if (state.length <= size) return false;
    const [body, mark] = [state.subarray(0, -size), state.subarray(-size)];
    return tries.some((one) => {
      const made = createHmac(digest, one.key).update(body);
      if (one.modifier !== null) made.update(one.modifier);
      return timingSafeEqual(made.digest(), mark);
    });
  });
}

/** `/app/sub/page.aspx` is the type `page_aspx`, `sub_page_aspx` or `app_sub_page_aspx`, by where its application begins. */
function pagesIn(values: readonly string[]): Page[] {
  const paths = new Set<string>();
  for (const value of values) {
    for (const [, path] of value
      .slice(0, 8192)
      .matchAll(/(?:^|[\s:]|:\/\/[^/\s]{1,255})(\/(?!\/)[^\s?:]{1,300}\.aspx)(?![\w.])/gi)) {
      if (path !== undefined) paths.add(path);
    }
  }
  return [...paths].slice(0, MOST_PAGES).flatMap((path) => {
    const parts = path.split('/').slice(1);
    const folder = `/${parts.slice(0, -1).join('/')}`;
    return parts
      .slice(-MOST_FOLDERS)
      .map((_, i, used) => ({ folder, type: used.slice(i).join('_').replaceAll('.', '_') }));
  });
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function bigEndian(value: number): Buffer {
  return littleEndian(value).reverse();
}

/** The key of a page (SP800_108 and Purpose of the reference source of System.Web): as long as the one that it is made from. */
function derived(key: Buffer, { folder, type }: Page): Buffer {
  const context = [`TemplateSourceDirectory: ${folder.toUpperCase()}`, `Type: ${type.toUpperCase()}`].flatMap(
    (text) => {
      const bytes = Buffer.from(text);
      return [sizeOf(bytes.length), bytes];
    },
  );
  const blocks: Buffer[] = [];
  for (let i = 1; (i - 1) * 64 < key.length; i++) {
    const parts = [bigEndian(i), Buffer.from(PURPOSE), Buffer.alloc(1), ...context, bigEndian(key.length * 8)];
    blocks.push(createHmac('sha512', key).update(Buffer.concat(parts)).digest());
  }
  return Buffer.concat(blocks).subarray(0, key.length);
}

/** As BinaryWriter writes the length of a text, up to 16,383. */
function sizeOf(length: number): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([(length & 127) | 128, length >> 7]);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { hashOf, viewStateGenerator } from './view-state-generator.js';

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

/** A key that configuration writes out, or that ASP.NET made for itself. */
export interface ValidationKey {
  /** In hex: the key, or all that ASP.NET keeps of its own (`AutoGenKeyV4`). */
  readonly hex: string;
  readonly isAutomatic: boolean;
  /** Each application alters it by its own path (`IsolateApps`). */
  readonly isolatesApps: boolean;
}

/** A page by what its view state is bound to. */
interface Page {
  /** Path of the application, as the address writes it. */
  readonly application: string;
  readonly folder: string;
  readonly type: string;
}

/** Of what ASP.NET keeps of its own keys: where the one for validation is, in ASP.NET 2 and in 4.5, and what it derives by. */
const AUTOMATIC = { size: 64, from: 32, to: 64, purpose: 'MachineKeyDerivation' } as const;

/**
 * Whether the mark at the end of a view state was made with a validation key, whatever the hash: for the pages named in the values of
 * an event, as ASP.NET 2 (over the state and the page's generator, or over an encrypted state alone) and as ASP.NET 4.5 signs (with a
 * key derived for the page, NIST SP 800-108 in counter mode). False does not say that another key made it: a page that binds its state
 * to a session (`ViewStateUserKey`), as Exchange's do, and a key that is altered by the number of a site (`IsolateByAppId`) cannot be
 * tried. Source: the reference source of System.Web, MachineKeySection and MachineKeyMasterKeyProvider.
 */
export function isSignedWith(state: Buffer, validationKey: ValidationKey, values: readonly string[]): boolean {
  const pages = pagesIn(values);
  const isPlain = state[0] === 0xff && state[1] === 0x01;
  const tries = isPlain
    ? pages.flatMap((page) => plainTries(validationKey, page))
    : encryptedTries(validationKey, pages);
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

interface Try {
  readonly key: Buffer;
  readonly modifier: Buffer | null;
}

function plainTries(validationKey: ValidationKey, page: Page): Try[] {
  const generator = viewStateGenerator(page.folder, page.type);
  const key = keyOfSecond(validationKey, page);
  return generator === null || key === null ? [] : [{ key, modifier: littleEndian(generator) }];
}

function encryptedTries(validationKey: ValidationKey, pages: readonly Page[]): Try[] {
  const anywhere: readonly (Page | null)[] = validationKey.isolatesApps ? pages : [null];
  const keys = [
    ...anywhere.flatMap((page) => keyOfSecond(validationKey, page) ?? []),
    ...pages.flatMap((page) => {
      const key = keyOfFourth(validationKey, page);
      const purposes = [`TemplateSourceDirectory: ${page.folder.toUpperCase()}`, `Type: ${page.type.toUpperCase()}`];
      return key === null ? [] : [derived(key, PURPOSE, purposes)];
    }),
  ];
  return keys.map((key) => ({ key, modifier: null }));
}

/** The key as ASP.NET 2 takes it; null where it cannot be told for the page's application. */
function keyOfSecond({ hex, isAutomatic, isolatesApps }: ValidationKey, page: Page | null): Buffer | null {
  const whole = Buffer.from(hex, 'hex');
  const key = isAutomatic ? whole.subarray(0, AUTOMATIC.size) : whole;
  if (!isolatesApps) return key;
  const hash = page === null ? null : hashOf(page.application);
  return hash === null || key.length < 4 ? null : Buffer.concat([littleEndian(hash >>> 0), key.subarray(4)]);
}

/** The key as ASP.NET 4.5 takes it, which knows no key that is written out and altered. */
function keyOfFourth({ hex, isAutomatic, isolatesApps }: ValidationKey, { application }: Page): Buffer | null {
  const whole = Buffer.from(hex, 'hex');
  if (!isAutomatic) return isolatesApps ? null : whole;
  const purposes = isolatesApps ? [`IsolateApps: ${application}`] : [];
  return derived(whole.subarray(AUTOMATIC.from, AUTOMATIC.to), AUTOMATIC.purpose, purposes);
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
    return parts.slice(-MOST_FOLDERS).map((_, i, used) => ({
      application: `/${parts.slice(0, parts.length - used.length + i).join('/')}`,
      folder,
      type: used.slice(i).join('_').replaceAll('.', '_'),
    }));
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

/** A key derived from another for a purpose (SP800_108 and Purpose of the same source): as long as the one that it is made from. */
function derived(key: Buffer, purpose: string, specific: readonly string[]): Buffer {
  const context = specific.flatMap((text) => {
    const bytes = Buffer.from(text);
    return [sizeOf(bytes.length), bytes];
  });
  const blocks: Buffer[] = [];
  for (let i = 1; (i - 1) * 64 < key.length; i++) {
    const parts = [bigEndian(i), Buffer.from(purpose), Buffer.alloc(1), ...context, bigEndian(key.length * 8)];
    blocks.push(createHmac('sha512', key).update(Buffer.concat(parts)).digest());
  }
  return Buffer.concat(blocks).subarray(0, key.length);
}

/** As BinaryWriter writes the length of a text, up to 16,383. */
function sizeOf(length: number): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([(length & 127) | 128, length >> 7]);
}

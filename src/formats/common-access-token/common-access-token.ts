/** Who a token says that it speaks for. */
export interface CommonAccessToken {
  readonly authentication: string | null;
  readonly logonName: string | null;
  readonly userSid: string | null;
  readonly groupSids: readonly string[];
}

/** Longest token that is read, and most groups of one. */
const MAXIMUM_BYTES = 16_384;
const MAXIMUM_GROUPS = 64;

/**
 * Reads the token behind `X-Rps-CAT=` in a query, as far as it goes: base64 of fields with a letter each and texts with their
 * length before them. Null for what is none. Nothing in it is true: whoever sent it wrote it.
 * Source: exchange-persistence.md XPL-09; [MS-OXCEXT] names no such token, ZDI's "From Pwn2Own 2021" describes it.
 */
export function readCommonAccessToken(query: string): CommonAccessToken | null {
  const encoded = /X-Rps-CAT=([A-Za-z0-9+/=_%-]{8,})/i.exec(query)?.[1];
  if (encoded === undefined) return null;
  const text = encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const bytes = Buffer.from(text, 'base64').subarray(0, MAXIMUM_BYTES);
  if (bytes.toString('latin1', 0, 1) !== 'V') return null;
  const token = { authentication: null, logonName: null, userSid: null } as Record<
    'authentication' | 'logonName' | 'userSid',
    string | null
  >;
  const groupSids: string[] = [];
  let at = 3;
  const textAt = (from: number): string => bytes.toString('utf8', from + 1, from + 1 + (bytes[from] ?? 0));
  const behind = (from: number): number => from + 1 + (bytes[from] ?? 0);
  while (at < bytes.length) {
    const letter = String.fromCharCode(bytes[at] ?? 0);
    if (letter === 'C') at += 2;
    else if ('TALU'.includes(letter)) {
      const value = textAt(at + 1);
      if (letter === 'A') token.authentication = value;
      if (letter === 'L') token.logonName = value;
      if (letter === 'U') token.userSid = value;
      at = behind(at + 1);
    } else if (letter === 'G' && at + 5 <= bytes.length) {
      const count = Math.min(bytes.readUInt32LE(at + 1), MAXIMUM_GROUPS);
      at += 5;
      for (let i = 0; i < count && at + 5 < bytes.length; i++) {
        groupSids.push(textAt(at + 4));
        at = behind(at + 4);
      }
    } else break;
  }
  return { ...token, groupSids };
}

import type { ExchangeCsvRecord } from '../../../formats/exchange-csv/exchange-csv-reader.js';

/** `EXAMPLE\anna` and `anna@example.test` are one name, lower case; null where nothing is left of it. */
export function plainAccount(account: string): string | null {
  const name = account.split(/[\\/]/).at(-1) ?? '';
  return name.replace(/@.*$/s, '').trim().toLowerCase() || null;
}

/** A mailbox that the address names: `/owa/bert@example.test/`. */
const NAMED_IN_PATH = /^\/(?:owa|ecp)\/([^/?]{1,120}(?:@|%40)[^/?]{1,120})(?:\/|$)/i;
const ANCHORED = /^smtp~(.+)$/i;

/**
 * The account that asked (`Account`) and the one whose mailbox it asked for (`Mailbox`), without domains, of logs of requests. Who
 * asks for their own mailbox is both. The anchor is told by the client: a mailbox that it names wrongly is answered by none.
 */
export function mailboxField(record: ExchangeCsvRecord, name: 'Account' | 'Mailbox'): string | null {
  const text = (column: string) => record.field(column) || null;
  const account = text('authenticateduser') ?? text('upn');
  if (name === 'Account') return account && plainAccount(account);
  const other = otherMailbox(record.header.kind, text);
  return plainAccount(other ?? account ?? '');
}

function otherMailbox(kind: string, text: (column: string) => string | null): string | null {
  switch (kind) {
    case 'http-proxy':
      return (
        NAMED_IN_PATH.exec(text('urlstem') ?? '')?.[1]?.replace(/%40/i, '@') ??
        ANCHORED.exec(text('anchormailbox') ?? '')?.[1] ??
        null
      );
    case 'ews':
      return text('actasuser') ?? text('impersonateduser');
    case 'mapi-http':
      return text('actasuseremail') ?? text('mailboxid');
    default:
      return null;
  }
}

import { defineInputClass } from '../../model/input-class.js';
import { decodeText } from '../text-encoding/decode-text.js';

/** What `systeminfo`, `Get-ComputerInfo` and `Get-TimeZone` print, as far as it tells the server's clock. */
export interface SystemInformation {
  /** Minutes that standard time is ahead of UTC. */
  readonly standardOffset: number;
  /** Null where it is not said, as `systeminfo` does not. */
  readonly hasSummerTime: boolean | null;
}

export const systemInformation = defineInputClass<SystemInformation>('system-information');

/** Windows names time zones by their standard offset in every language: `Time Zone:   (UTC+01:00) Amsterdam, Berlin, …`. */
const ZONE = /^[^\S\n]{0,8}"?[^\n:(]{1,60}:[^\S\n]{1,60}\((?:UTC|GMT)(?:([+-])(\d\d):(\d\d))?\)/m;
const SUMMER = /^SupportsDaylightSavingTime[^\S\n]{0,60}:[^\S\n]{0,8}(True|False)\b/im;
/** Further on there are only updates, network cards and the like. */
const LENGTH = 65_536;

/** Whether a text, or its beginning, is such a listing. */
export function isSystemInformation(text: string): boolean {
  return text.includes('(UTC') || text.includes('(GMT') ? ZONE.test(text) : false;
}

/** The first line of `systeminfo` in the languages of its usual editions, and what `Get-ComputerInfo` and `hostname` lists call it. */
const COMPUTER =
  /^[^\S\n]{0,8}"?(?:Host ?name|Computer ?name|CsName|CsDNSHostName|Nom de l[\u2019'\ufffd]?h[^\s:]{1,4}te|Nombre de host|Nome host|Nome do host)"?[^\S\n]{0,40}:[^\S\n]{0,60}([A-Za-z0-9][A-Za-z0-9_.-]{0,62})[^\S\n]{0,8}\r?$/im;

/** The server's name in such a listing, null where it does not tell. */
export function computerOf(text: string): string | null {
  return COMPUTER.exec(text)?.[1] ?? null;
}

/** Null where the listing does not tell the time zone. Never throws. */
export function readSystemInformation(bytes: Uint8Array): SystemInformation | null {
  const text = decodeText(bytes.subarray(0, LENGTH)).text;
  const zone = ZONE.exec(text);
  if (!zone) return null;
  const [, sign, hours = '0', minutes = '0'] = zone;
  const ahead = Number(hours) * 60 + Number(minutes);
  if (ahead > 14 * 60) return null;
  const summer = SUMMER.exec(text)?.[1]?.toLowerCase();
  return {
    standardOffset: sign === '-' ? -ahead : ahead,
    hasSummerTime: summer === undefined ? null : summer === 'true',
  };
}

// Requests of each hour and site.

import { says, wordOf } from './columns';
import {
  HOURS,
  HOURS_BEYOND,
  HOUR_SIZE,
  HOUR_SLOTS,
  MAXIMUM_HOURS,
  MAXIMUM_PROBES,
  PORT,
  SITE,
  count,
  role,
} from './regions';

export let hours: u32 = 0;
let hourCached: usize = 0;
let hourCachedSite: u32 = 0;
let hourCachedHour: u32 = 0;
let siteFixed: bool = false;
let siteCached: u32 = 0;

/** Starts a file. `fixedSite`: the path tells the site. */
export function beginHours(fixedSite: bool): void {
  memory.fill(HOUR_SLOTS, 0, MAXIMUM_HOURS * 2 * 4);
  hours = 0;
  hourCached = 0;
  siteCached = u32.MAX_VALUE;
  siteFixed = fixedSite;
}

export function siteOf(): u32 {
  if (siteFixed) return 0;
  const site = role(SITE);
  if (says(site)) siteCached = wordOf(site, siteCached);
  else if (says(role(PORT))) siteCached = wordOf(role(PORT), siteCached);
  else return 0;
  return siteCached;
}

export function addHour(site: u32, time: i64): void {
  const hour = <u32>(time / 3600);
  if (hourCached == 0 || hourCachedHour != hour || hourCachedSite != site) {
    hourCached = findHour(site, hour);
    if (hourCached == 0) {
      count(HOURS_BEYOND);
      return;
    }
    hourCachedHour = hour;
    hourCachedSite = site;
  }
  const seconds = <u32>time;
  store<u32>(hourCached, load<u32>(hourCached, 8) + 1, 8);
  if (seconds < load<u32>(hourCached, 12)) store<u32>(hourCached, seconds, 12);
  if (seconds > load<u32>(hourCached, 16)) store<u32>(hourCached, seconds, 16);
}

function findHour(site: u32, hour: u32): usize {
  const mask: u32 = MAXIMUM_HOURS * 2 - 1;
  let slot = ((hour * 0x9e3779b1) ^ (site * 0x85ebca6b)) >> 7;
  for (let probe = 0; probe < MAXIMUM_PROBES; probe++) {
    slot &= mask;
    const id = load<u32>(HOUR_SLOTS + ((<usize>slot) << 2));
    if (id == 0) {
      if (hours >= <u32>MAXIMUM_HOURS) return 0;
      const entry = HOURS + <usize>hours * HOUR_SIZE;
      store<u32>(entry, site);
      store<u32>(entry, hour, 4);
      store<u32>(entry, 0, 8);
      store<u32>(entry, u32.MAX_VALUE, 12);
      store<u32>(entry, 0, 16);
      hours++;
      store<u32>(HOUR_SLOTS + ((<usize>slot) << 2), hours);
      return entry;
    }
    const entry = HOURS + <usize>(id - 1) * HOUR_SIZE;
    if (load<u32>(entry) == site && load<u32>(entry, 4) == hour) return entry;
    slot++;
  }
  return 0;
}

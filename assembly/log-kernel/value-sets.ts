// Sets of clients, agents, users, servers and ports that a stem's entry keeps.

import { SET_CAPPED, SET_USED } from '../../src/engine/logs/kernel/contract/limits';
import { allocate, intern } from './interning';
import { BUFFER, SET_CAPACITY, VALUES_BEYOND, count, endOf, startOf } from './regions';
import { SETS } from './stems';

export const CLIENT_SET: i32 = 0;
export const AGENT_SET: i32 = 1;
export const USER_SET: i32 = 2;
export const SERVER_SET: i32 = 3;
export const PORT_SET: i32 = 4;

/** Adds to one of a stem's sets; a full set notes that there were more. */
export function addToSet(entry: usize, which: i32, value: u32): void {
  const set = entry + SETS + ((<usize>which) << 3);
  const items: usize = load<u32>(set);
  const state = load<u32>(set, 4);
  const used = <i32>(state & SET_USED);
  for (let i = 0; i < used; i++) if (load<u32>(items + ((<usize>i) << 2)) == value) return;
  if (used >= SET_CAPACITY) {
    store<u32>(set, state | SET_CAPPED, 4);
    return;
  }
  let room = <i32>((state >> 8) & 0xff);
  let at: usize = items;
  if (used == room) {
    room = room == 0 ? 2 : room * 4 < SET_CAPACITY ? room * 4 : SET_CAPACITY;
    at = allocate(room << 2);
    if (at == 0) {
      store<u32>(set, state | SET_CAPPED, 4);
      return;
    }
    memory.copy(at, items, used << 2);
    store<u32>(set, <u32>at);
  }
  store<u32>(at + ((<usize>used) << 2), value);
  store<u32>(set, (state & SET_CAPPED) | (room << 8) | (used + 1), 4);
}

export function capped(entry: usize, which: i32): bool {
  return (load<u32>(entry + SETS + ((<usize>which) << 3), 4) & SET_CAPPED) != 0;
}

function valueOf(table: i32, column: i32): u32 {
  const at = BUFFER + startOf(column);
  const length = endOf(column) - startOf(column);
  const id = intern(table, at, length);
  if (id == u32.MAX_VALUE) count(VALUES_BEYOND);
  return id;
}

export function addValue(entry: usize, which: i32, table: i32, column: i32): void {
  const id = valueOf(table, column);
  if (id == u32.MAX_VALUE)
    store<u32>(
      entry + SETS + ((<usize>which) << 3),
      load<u32>(entry + SETS + ((<usize>which) << 3), 4) | SET_CAPPED,
      4,
    );
  else addToSet(entry, which, id);
}

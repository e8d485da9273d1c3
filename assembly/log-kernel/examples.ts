// Lines that are kept as examples.

import { EXAMPLE_SIZE } from '../../src/engine/logs/kernel/contract/limits';
import { allocate } from './interning';
import { BUFFER, LINES_BEYOND, MAXIMUM_EXAMPLE_LENGTH, count } from './regions';
import { EXAMPLES, REQUESTS } from './stems';
import { CLIENT_SET, capped } from './value-sets';

let lineOffset: f64 = 0;
let layout: i32 = 0;
let line: u32 = 0;

/** `offset`: where the line at hand begins in the file. */
export function setPlace(offset: f64, layoutNumber: i32, lineNumber: u32): void {
  lineOffset = offset;
  layout = layoutNumber;
  line = lineNumber;
}

/** Copies of three lines: the first that was no miss, the first success, the last. Stems that everybody asks for keep their first ones. */
export function keepExamples(entry: usize, start: i32, end: i32, time: u32, success: bool): void {
  if (end - start > MAXIMUM_EXAMPLE_LENGTH) {
    count(LINES_BEYOND);
    return;
  }
  const first = entry + EXAMPLES;
  const isFirst = load<u32>(first, 4) == 0;
  if (isFirst) keepExample(first, start, end, time);
  if (success && load<u32>(first, EXAMPLE_SIZE + 4) == 0) {
    // Mostly the same line: then it lies in the same memory, which belongs to the first.
    if (isFirst) {
      memory.copy(first + EXAMPLE_SIZE, first, EXAMPLE_SIZE);
      store<u32>(first, 0, EXAMPLE_SIZE + 8);
    } else {
      if (load<u32>(first, EXAMPLE_SIZE + 8) == 0) store<u32>(first, 0, EXAMPLE_SIZE);
      keepExample(first + EXAMPLE_SIZE, start, end, time);
    }
  }
  if (load<u32>(entry, REQUESTS) > 1 && !capped(entry, CLIENT_SET))
    keepExample(first + 2 * EXAMPLE_SIZE, start, end, time);
}

/** Fields of an example: text, length (0: there is none), room, place in the file, line, layout, time. */
function keepExample(example: usize, start: i32, end: i32, time: u32): void {
  const length = end - start;
  if (load<u32>(example, 8) < <u32>length) {
    const room = length + (length >> 2) + 16;
    const at = allocate(room);
    if (at == 0) {
      count(LINES_BEYOND);
      return;
    }
    store<u32>(example, <u32>at);
    store<u32>(example, room, 8);
  }
  memory.copy(load<u32>(example), BUFFER + start, length);
  store<u32>(example, length, 4);
  store<f64>(example, lineOffset, 12);
  store<u32>(example, line, 20);
  store<u32>(example, layout, 24);
  store<u32>(example, time, 28);
}

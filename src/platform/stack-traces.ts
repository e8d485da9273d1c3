/**
 * Runs what makes an `Error` of each fault it meets, without the trace of each: parsers that go on after a fault make one for every
 * character of a damaged input, and the traces cost a hundred times what the reading does, and hold memory as long as the errors live.
 * Gives what the function gives, and throws what it throws; it must not go on later.
 */
export function withoutStackTraces<T>(run: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

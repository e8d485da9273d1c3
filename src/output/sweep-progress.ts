import type { WorkerProgress } from '../case/store/worker-progress.js';
import { safeText } from '../platform/safe-text.js';
import { byteText, countText, numberText } from './quantities.js';

/** One that told nothing for so long is said to be silent, seconds. */
const SILENT = 15;
const MOST_CURRENT = 4_096;

/**
 * How far a sweep is, over all processes that are at it: one line of all, and one for each. Text from evidence is safe in it.
 * @param now milliseconds since 1970
 * @param width columns; lines are cut, not wrapped
 */
export function progressLines(workers: readonly WorkerProgress[], now: number, width: number): string[] {
  const atWork = workers.filter(({ ended }) => !ended);
  const sweep = atWork.find(({ role }) => role === 'sweep');
  const sum = (of: 'known' | 'done' | 'failed' | 'bytes') => workers.reduce((all, { units }) => all + units[of], 0);
  const stage = sweep?.stage;
  const head = [
    stage
      ? `${stage.name} ${numberText(stage.files)}/${numberText(stage.totalFiles)}`
      : atWork.length > 0
        ? 'at work'
        : 'over',
    `${countText(sum('done'), 'unit')} done`,
    `${numberText(sum('known'))} known`,
    `${numberText(sum('failed'))} failed`,
    byteText(sum('bytes')),
    countText(atWork.length, 'process').replace(/processs$/, 'processes'),
  ].join(', ');
  return [head, ...workers.map((one) => workerLine(one, now))].map((line) =>
    cutTo(safeText(line, MOST_CURRENT), width),
  );
}

function workerLine({ worker, role, began, told, ended, units, current }: WorkerProgress, now: number): string {
  const silent = (now - Date.parse(told)) / 1000;
  const state = ended ? 'ended' : silent > SILENT ? `silent for ${durationText(silent)}` : (current ?? 'waiting');
  const time = durationText(Math.max(0, (Date.parse(told) - Date.parse(began)) / 1000));
  return `  ${worker}  ${role}  ${countText(units.done, 'unit')}, ${numberText(units.failed)} failed, ${byteText(units.bytes)} in ${time}  ${state}`;
}

/** `1 h 02 min`, `3 min 07 s`, `12 s`. */
function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (count: number) => String(count).padStart(2, '0');
  if (whole >= 3_600) return `${Math.floor(whole / 3_600)} h ${two(Math.floor(whole / 60) % 60)} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${two(whole % 60)} s` : `${whole} s`;
}

/** The end of a path tells more than its beginning, but numbers stand before it. */
function cutTo(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

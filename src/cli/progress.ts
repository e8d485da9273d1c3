import type { HuntProgress } from '../case/hunt-progress.js';
import { byteText, countText } from '../output/quantities.js';
import { safeText } from '../platform/safe-text.js';

/** Shortest time between two drawings, in milliseconds. */
const INTERVAL = 120;

export interface ProgressLine {
  update(progress: HuntProgress): void;
  clear(): void;
}

/** One line at the bottom of a terminal: stage, files, bytes, rate, what is being read, findings so far. */
export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  let start = performance.now();
  let stage: HuntProgress['stage'] | null = null;
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(progress) {
      const now = performance.now();
      // Bytes are those of the stage, and so is the rate.
      if (progress.stage !== stage) [stage, start] = [progress.stage, now];
      if (now - drawn < INTERVAL) return;
      drawn = now;
      stream.write(`\r\u001b[K${progressText(progress, (now - start) / 1000, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (drawn !== Number.NEGATIVE_INFINITY) stream.write('\r\u001b[K');
    },
  };
}

/** @param width columns of the terminal that may be used. */
export function progressText(
  { stage, files, totalFiles, bytes, current, findings }: HuntProgress,
  seconds: number,
  width: number,
): string {
  const rate = seconds > 0.5 ? `, ${byteText(bytes / seconds)}/s` : '';
  const head = `${stage}  ${files}/${totalFiles} files, ${byteText(bytes)}${rate}, ${countText(findings, 'finding')}`;
  const room = width - head.length - 2;
  const name = safeText(current ?? '', 4_096);
  return (room > 8 ? `${head}  ${name.length > room ? `…${name.slice(name.length - room + 1)}` : name}` : head).slice(
    0,
    width,
  );
}

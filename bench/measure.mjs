// What a command takes: by the clock from its start to its end, in processor time of all its processes, and in memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Runs a command and measures it, with the most memory that it and its processes held at one time. Null where it is not there. */
export async function measure(command, args) {
  const child = spawn('bash', ['-c', `TIMEFORMAT='%R %U %S'; time "$@"`, 'bash', command, ...args]);
  let [output, errors, memory] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const watch = setInterval(() => {
    memory = Math.max(memory, heldBy(child.pid));
  }, 50);
  const [status] = await once(child, 'close');
  clearInterval(watch);
  if (status === 127) return null;
  const [real, user, system] = errors.trim().split('\n').at(-1).split(' ').map(Number);
  return { real, cpu: user + system, output, memory, status };
}

/** Memory of a process and all that it started, bytes, what they share counted once; 0 where the system does not tell. */
function heldBy(pid) {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return Number(kilobytes ?? 0) * 1024 + children.reduce((sum, child) => sum + heldBy(child), 0);
  } catch {
    return 0;
  }
}

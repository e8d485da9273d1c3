import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
export const bin = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends what Ctrl-C does as soon as the program has a process of its own at work. Linux only. */
  readonly interruptAtWork?: boolean;
}

/** Runs a program to its end and gives everything it said. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? projectRoot,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    if (options.interruptAtWork) {
      const look = setInterval(() => {
        if (child.exitCode === null && childrenOf(child.pid) === '') return;
        clearInterval(look);
        child.kill('SIGINT');
      }, 10);
    }
  });
}

function childrenOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  } catch {
    return '';
  }
}

/** Runs the compiled command line. */
export function afterpatch(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return runProgram(process.execPath, [bin, ...args], options);
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { afterpatch, bin, projectRoot, runProgram } from '../helpers/run-command.js';

const survivor = 'samples/collections/exchange-2016-survivor';
const hunt = (...args: string[]) => ['hunt', survivor, '--format', 'json', ...args];

/** Code that every process runs before its own: the one that is started, the one that does the work, engine processes. */
const before = (code: string) => ({ NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(code)}"` });

/** Whether code runs in the process that does the command's work. */
const AT_WORK = '/command-process\\.js$/.test(process.argv[1])';

describe('engine processes that end while they start', () => {
  const dying = {
    env: before(`if (/-process\\.js$/.test(process.argv[1]) && !${AT_WORK}) process.kill(process.pid, 'SIGKILL')`),
  };
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'processes-'));
    writeFileSync(path.join(folder, 'page.aspx'), '<%@ Page Language="C#" %><p>hello</p>');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('cost what they would have examined: the rest is examined, and the report says what was not', async () => {
    const { code, stdout } = await afterpatch(hunt(), dying);
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.status).toBe('complete');
    expect(report.findings.map((finding: { rule: { kind: string } }) => finding.rule.kind)).not.toContain('yara');
    expect(report.coverage).toMatchObject({
      complete: false,
      classes: expect.arrayContaining([expect.objectContaining({ class: 'web-content', state: 'partial' })]),
      entries: expect.arrayContaining([expect.objectContaining({ code: 'engine-crash', incomplete: true })]),
    });
  });

  it('leave no answer that could be taken for clean', async () => {
    const { code, stderr } = await afterpatch(['hunt', folder, '--require', 'none'], dying);
    expect(code, stderr).toBe(3);
  });

  it('are no result where every signature must load', async () => {
    const { code, stdout, stderr } = await afterpatch(hunt('--strict'), dying);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('The content engine cannot run');
  });
});

describe.each(['SIGINT', 'SIGTERM'])('%s', (signal) => {
  it('leaves a report from the moment on that the command runs', async () => {
    const asSoonAsHeard = `const timer = setInterval(() => {
      if (process.send || process.listenerCount('${signal}') === 0) return;
      clearInterval(timer);
      process.kill(process.pid, '${signal}');
    });
    timer.unref();`;
    const { code, stdout, stderr } = await afterpatch(hunt(), { env: before(asSoonAsHeard) });
    expect(code, stderr).toBe(130);
    expect(JSON.parse(stdout).status).toBe('interrupted');
  });
});

describe('a process at work that ends without a result', () => {
  it('whose heap is full is told, with exit code 2 and nothing on stdout', async () => {
    const run = await runProgram(process.execPath, ['--max-old-space-size=24', bin, ...hunt()]);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/afterpatch: there is no result: its memory was full\.\nGive it more memory .*\n$/);
  });

  it.each([
    ['SIGKILL', 'the system ended it, most likely as memory was short'],
    ['SIGSEGV', 'it was ended by SIGSEGV'],
  ])('by %s is told, with exit code 2', async (signal, why) => {
    const run = await afterpatch(hunt(), { env: before(`if (${AT_WORK}) process.kill(process.pid, '${signal}')`) });
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`afterpatch: there is no result: ${why}.`);
  });
});

describe('a process at work that hears nothing', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stuck-'));
    mkdirSync(path.join(folder, 'temporary'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Leaves a temporary file, says so, and never gives way again. */
  const stuck = `if (${AT_WORK}) {
    const { writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    writeFileSync(tmpdir() + '/unpacked', '');
    writeFileSync(process.env.STUCK, String(process.pid));
    for (;;);
  }`;

  /** Starts a command that gets stuck, and sends signals until it ends. */
  async function interrupted(args: readonly string[], signal: NodeJS.Signals) {
    const mark = path.join(folder, 'stuck');
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: projectRoot,
      env: { ...process.env, ...before(stuck), STUCK: mark, TMPDIR: path.join(folder, 'temporary') },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    let signals = 0;
    const timer = setInterval(() => {
      if (!existsSync(mark)) return;
      child.kill(signal);
      signals += 1;
    }, 600);
    const code = await ended;
    clearInterval(timer);
    return {
      code,
      signals,
      left: readdirSync(path.join(folder, 'temporary')),
      pid: Number(readFileSync(mark, 'utf8')),
    };
  }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'is ended by a second %s, and what it unpacked is removed',
    async (signal) => {
      const { code, signals, left, pid } = await interrupted(hunt(), signal);
      expect({ code, signals, left }).toEqual({ code: 130, signals: 2, left: [] });
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    },
  );

  it('is ended by the first signal where no report would come of it', async () => {
    const { code, signals, left } = await interrupted(['inspect', 'collection', survivor], 'SIGINT');
    expect({ code, signals, left }).toEqual({ code: 130, signals: 1, left: [] });
  });
});

it('the process at work ends with the one that was started', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'left-alone-'));
  const mark = path.join(folder, 'at-work');
  const waiting = `if (${AT_WORK}) {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(process.env.MARK, String(process.pid));
    setInterval(() => {}, 1000);
  }`;
  const child = spawn(process.execPath, [bin, 'hunt', folder], {
    env: { ...process.env, ...before(waiting), MARK: mark },
    stdio: 'ignore',
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(() => existsSync(mark) && readFileSync(mark, 'utf8') !== '');
  const pid = Number(readFileSync(mark, 'utf8'));
  child.kill('SIGKILL');
  // A process that outlives its parent keeps this test waiting until it fails.
  await until(() => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
  rmSync(folder, { recursive: true });
});

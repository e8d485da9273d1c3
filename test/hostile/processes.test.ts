import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterpatch } from '../helpers/run-command.js';

const survivor = 'samples/collections/exchange-2016-survivor';
const hunt = (...args: string[]) => ['hunt', survivor, '--format', 'json', ...args];

/** Code that every process runs before its own, engine processes as well. */
const before = (code: string) => ({ NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(code)}"` });

describe('engine processes that end while they start', () => {
  const dying = { env: before("if (process.send) process.kill(process.pid, 'SIGKILL')") };
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

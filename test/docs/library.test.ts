import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectRoot, runProgram } from '../helpers/run-command.js';

const example = readFileSync(`${projectRoot}docs/examples/hunt.mjs`, 'utf8');

describe('docs/library.md', () => {
  it('shows the example as it is', () => {
    expect(readFileSync(`${projectRoot}docs/library.md`, 'utf8')).toContain(`\`\`\`js\n${example.trimEnd()}\n\`\`\``);
  });

  it('has an example that works', async () => {
    const { code, stdout, stderr } = await runProgram(process.execPath, ['docs/examples/hunt.mjs']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^found critical: .*errorEW\.aspx/m);
    expect(stdout).toMatch(/\d+ findings: persistence-survived-the-patch/);
    expect(stdout).toContain('EX01: iis-logs examined');
    expect(stderr).toMatch(/content: \d+ files/);
  });

  it('tells what went wrong', async () => {
    const { code, stderr } = await runProgram(process.execPath, ['docs/examples/hunt.mjs', '/no/such/path']);
    expect(code).toBe(2);
    expect(stderr).toContain('path-not-found');
  });
});

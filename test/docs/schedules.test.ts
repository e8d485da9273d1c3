import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { outlineProgram } from '../../src/cli/program-outline.js';
import { readXml } from '../../src/formats/xml/read-xml.js';
import { projectRoot } from '../helpers/run-command.js';

const folder = join(projectRoot, 'docs/examples/schedule');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const outlines = outlineProgram(createProgram({ signal: new AbortController().signal, release: () => {} }));
const flagsOf = (command: string) =>
  outlines.find(({ words }) => words.join(' ') === command)?.options.map(({ flag }) => flag) ?? [];
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** `{ a: { b: [{ c }] } }` by `a.b.0.c`. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((one, key) => {
    const found = Object.entries(typeof one === 'object' && one !== null ? one : {}).find(([name]) => name === key);
    return found?.[1];
  }, value);
}

const cronJob: unknown = parse(read('afterpatch-sweep.cronjob.yaml'));
const task = readXml(readFileSync(join(folder, 'afterpatch-sweep.xml')));
const CONTAINER = 'spec.jobTemplate.spec.template.spec.containers.0';

/** What each example runs, as one text. */
const RUNS: Readonly<Record<string, string>> = {
  systemd: /^ExecStart=\/usr\/bin\/env afterpatch (.*)$/m.exec(read('afterpatch-sweep.service'))?.[1] ?? '',
  Windows: /<Arguments>(.*)<\/Arguments>/.exec(read('afterpatch-sweep.xml'))?.[1] ?? '',
  Kubernetes: String(at(cronJob, `${CONTAINER}.args`)).replaceAll(',', ' '),
  cron:
    /`15 2 \* \* \* afterpatch (.*?)`/.exec(readFileSync(join(projectRoot, 'docs/scheduling.md'), 'utf8'))?.[1] ?? '',
};

describe('examples of schedules', () => {
  it.each(Object.entries(RUNS))('%s runs a sweep with options that there are', (_, run) => {
    expect(run).toMatch(/^sweep run --store \S+ --config \S+/);
    const flags = run.match(/--[a-z-]+/g) ?? [];
    for (const flag of flags) expect(flagsOf('sweep run')).toContain(flag);
  });

  it('the hunt against yesterday has options that there are', () => {
    const [command = ''] = /afterpatch hunt \/evidence[\s\S]*?brief/.exec(
      readFileSync(join(projectRoot, 'docs/scheduling.md'), 'utf8'),
    ) ?? [''];
    const flags = command.match(/--[a-z-]+/g) ?? [];
    expect(flags).toContain('--baseline');
    for (const flag of flags) expect(flagsOf('hunt')).toContain(flag);
  });

  it('the task of Windows is well-formed, and Kubernetes reads evidence only', () => {
    expect(task.problems).toEqual([]);
    expect(at(cronJob, `${CONTAINER}.volumeMounts.0`)).toMatchObject({ mountPath: '/evidence', readOnly: true });
    const mounted = at(cronJob, `${CONTAINER}.volumeMounts`);
    const volumes = at(cronJob, 'spec.jobTemplate.spec.template.spec.volumes');
    const names = (list: unknown) => Object.values(list ?? {}).map((one) => at(one, 'name'));
    expect(names(mounted)).toEqual(names(volumes));
  });

  it.skipIf(!hasSystemd)('systemd takes its units (skipped where there is none)', () => {
    const units = ['afterpatch-sweep.service', 'afterpatch-sweep.timer'].map((name) => join(folder, name));
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' });
    expect((stdout + stderr).split('\n').filter((line) => line.includes('afterpatch-sweep'))).toEqual([]);
  });
});

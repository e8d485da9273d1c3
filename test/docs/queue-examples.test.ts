import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { outlineProgram } from '../../src/cli/program-outline.js';
import { readXml } from '../../src/formats/xml/read-xml.js';
import { projectRoot } from '../helpers/run-command.js';

const folder = join(projectRoot, 'docs/examples/queue');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const outlines = outlineProgram(createProgram({ signal: new AbortController().signal, release: () => {} }));
const flagsOf = (command: string) =>
  outlines.find(({ words }) => words.join(' ') === command)?.options.map(({ flag }) => flag) ?? [];
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const page = readFileSync(join(projectRoot, 'docs/past-one-machine.md'), 'utf8');

/** `{ a: { b: [{ c }] } }` by `a.b.0.c`. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((one, key) => {
    const found = Object.entries(typeof one === 'object' && one !== null ? one : {}).find(([name]) => name === key);
    return found?.[1];
  }, value);
}

const words = (value: unknown) => String(value).replaceAll(',', ' ');
const compose: unknown = parse(read('compose.yaml'), { merge: true });
const cronJob: unknown = parse(read('afterpatch-sweep.indexed.yaml'));
const POD = 'spec.jobTemplate.spec.template.spec';
const shell = String(at(cronJob, `${POD}.containers.0.args.0`));
const execOf = (name: string) => /^ExecStart=\/usr\/bin\/env afterpatch (.*)$/m.exec(read(name))?.[1] ?? '';

/** What each example runs, as one text. */
const RUNS: Readonly<Record<string, string>> = {
  'compose, worker': words(at(compose, 'services.worker.command')),
  'compose, sweep': words(at(compose, 'services.sweep.command')),
  'systemd, worker': execOf('afterpatch-worker.service'),
  'systemd, sweep': execOf('afterpatch-submit.service'),
  'Windows, worker': /<Arguments>(.*)<\/Arguments>/.exec(read('afterpatch-worker.xml'))?.[1] ?? '',
  'Kubernetes, sweep': /main\.js (sweep .*)/.exec(shell)?.[1] ?? '',
  'Kubernetes, worker': /main\.js (worker .*)/.exec(shell)?.[1] ?? '',
  'the page, worker': /^afterpatch (worker .*?) *#/m.exec(page)?.[1] ?? '',
  'the page, sweep': /^afterpatch (sweep submit .*?) *#/m.exec(page)?.[1] ?? '',
};

describe('examples of workers', () => {
  it.each(Object.entries(RUNS))('%s has options that there are', (name, run) => {
    const command = name.endsWith('worker') ? 'worker' : 'sweep submit';
    expect(run).toMatch(new RegExp(`^${command} --store \\S+ .*--evidence-root \\S+`));
    for (const flag of run.match(/--[a-z-]+/g) ?? []) expect(flagsOf(command)).toContain(flag);
  });

  it('read evidence, write to the case store alone, and name no credentials', () => {
    for (const service of ['worker', 'sweep'])
      expect(at(compose, `services.${service}.volumes`)).toEqual(
        expect.arrayContaining(['/evidence:/evidence:ro', '/srv/case:/srv/case']),
      );
    expect(at(compose, 'services.sweep.environment')).toEqual({ AFTERPATCH_QUEUE: 'redis://queue:6379' });
    expect(at(cronJob, `${POD}.containers.0.volumeMounts.0`)).toMatchObject({ mountPath: '/evidence', readOnly: true });
    const names = (list: unknown) => Object.values(list ?? {}).map((one) => at(one, 'name'));
    expect(names(at(cronJob, `${POD}.containers.0.volumeMounts`))).toEqual(names(at(cronJob, `${POD}.volumes`)));
    expect(at(cronJob, 'spec.jobTemplate.spec.completionMode')).toBe('Indexed');
    expect(readXml(readFileSync(join(folder, 'afterpatch-worker.xml'))).problems).toEqual([]);
    const secrets = readdirSync(folder).filter((name) =>
      /:\/\/[^\s/]*:[^\s/]*@/.test(read(name).replace(/^#.*$/gm, '')),
    );
    expect(secrets).toEqual([]);
  });

  it('install what the package names', () => {
    const { peerDependencies }: { peerDependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(projectRoot, 'package.json'), 'utf8'),
    );
    for (const name of ['bullmq', 'ioredis', 'pg']) {
      expect(read('Dockerfile')).toContain(`${name}@${peerDependencies[name]}`);
      expect(page).toContain(`${name}@${peerDependencies[name]}`);
    }
    expect(page).toContain(`@aws-sdk/client-s3@${peerDependencies['@aws-sdk/client-s3']?.slice(1)}`);
  });

  it.skipIf(!hasSystemd)('systemd takes its units (skipped where there is none)', () => {
    const units = ['afterpatch-worker.service', 'afterpatch-submit.service', 'afterpatch-submit.timer'];
    const { stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', ...units.map((name) => join(folder, name))],
      { encoding: 'utf8' },
    );
    expect((stdout + stderr).split('\n').filter((line) => /afterpatch-(?:worker|submit)/.test(line))).toEqual([]);
  });
});

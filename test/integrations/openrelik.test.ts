import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/finding.js';
import { bin, projectRoot } from '../helpers/run-command.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;
let folder: string;
const at = (name: string) => join(folder, name);

/** What the worker asks of Celery and of OpenRelik's library. */
const STAND_INS: Readonly<Record<string, string>> = {
  'celery/__init__.py': '',
  'celery/app.py': `
class Celery:
    def __init__(self, **_): pass
    def task(self, **_): return lambda function: function
`,
  'openrelik_worker_common/__init__.py': '',
  'openrelik_worker_common/file_utils.py': `
import os, uuid
class OutputFile:
    def __init__(self, folder, name, kind):
        self.path, self.name, self.kind = os.path.join(folder, uuid.uuid4().hex), name, kind
    def to_dict(self): return {"path": self.path, "display_name": self.name, "data_type": self.kind}
def create_output_file(output_path, display_name, data_type): return OutputFile(output_path, display_name, data_type)
`,
  'openrelik_worker_common/task_utils.py': `
def get_input_files(pipe_result, input_files): return input_files
def create_task_result(**result): return result
`,
};
const RUN = `
import json, sys
from src.tasks import hunt, windows_path
asked = json.load(sys.stdin)
if "paths" in asked: print(json.dumps([windows_path(path) for path in asked["paths"]])); sys.exit()
class Self:
    def send_event(self, *_, **__): pass
print(json.dumps(hunt(Self(), None, asked["files"], asked["output"], "workflow", asked["config"])))
`;

function python(asked: object) {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', RUN], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    cwd: join(projectRoot, 'integrations/openrelik'),
    env: {
      ...process.env,
      PYTHONPATH: at('stand-ins'),
      PYTHONDONTWRITEBYTECODE: '1',
      AFTERPATCH: `'${process.execPath}' '${bin}'`,
    },
  });
  return { status, stderr, value: status === 0 ? JSON.parse(stdout) : null };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-openrelik-'));
  for (const [name, text] of Object.entries(STAND_INS)) {
    mkdirSync(join(at('stand-ins'), name, '..'), { recursive: true });
    writeFileSync(join(at('stand-ins'), name), text);
  }
  mkdirSync(at('data'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasPython)('the worker for OpenRelik (skipped where there is no python3)', () => {
  it('hunts files that bear other names, by where they lay', () => {
    writeFileSync(at('data/0b5e'), '<%@ Page Language="C#" %><%= DateTime.UtcNow %>');
    const lay = '/extracted/C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/x1.aspx';
    const files = [{ path: at('data/0b5e'), display_name: '../../x1.aspx', original_path: lay }];
    const config = { patched_on: '2021-03-10', require: 'none', own: '10.0.0.0/8, 192.0.2.1' };
    const { status, stderr, value } = python({ files, output: at('data'), config });
    expect(status, stderr).toBe(0);
    expect(value).toMatchObject({ workflow_id: 'workflow', meta: { exit_code: 1 } });
    const outputs: readonly { path: string; display_name: string; data_type: string }[] = value.output_files;
    expect(outputs.map(({ data_type }) => data_type)).toContain('timesketch:jsonl');
    const report: Report = JSON.parse(readFileSync(outputs[0]?.path ?? '', 'utf8'));
    expect(report.parameters).toMatchObject({
      patchedOn: '2021-03-10T00:00:00.000Z',
      own: ['10.0.0.0/8', '192.0.2.1'],
    });
    expect(report.findings.map(({ artifact }) => artifact.windowsPath)).toContain(
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\x1.aspx',
    );
  });

  it('fails with what the hunt said, where there is no result', () => {
    const { status, stderr } = python({ files: [], output: at('data'), config: { patched_on: '--quiet' } });
    expect(status).toBe(1);
    expect(stderr).toMatch(/RuntimeError: afterpatch ended with 2: .*Not a date/);
  });

  it('takes paths with a drive, and nothing that leads elsewhere', () => {
    const paths = {
      'C:\\inetpub\\a.aspx': 'C:\\inetpub\\a.aspx',
      '/uploads/EX01/c/inetpub/a.aspx': 'C:\\inetpub\\a.aspx',
      'uploads/auto/C%3A/inetpub//a b.aspx': 'C:\\inetpub\\a b.aspx',
      '/C/../etc/passwd': null,
      '/var/log/x.log': null,
      '': null,
    };
    expect(python({ paths: Object.keys(paths) }).value).toEqual(Object.values(paths));
  });
});

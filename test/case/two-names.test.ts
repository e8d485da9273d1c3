import { describe, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';
import { evidence } from '../collection/evidence-folder.js';

const SHELL = '<%@ Page Language="C#" %><% System.Diagnostics.Process.Start("cmd.exe", "/c " + Request["x"]); %>';
const AUTH = 'V15/FrontEnd/HttpProxy/owa/auth';

async function started(files: readonly string[]) {
  const folder = evidence(Object.fromEntries(files.map((path) => [path, SHELL])));
  const { findings } = await hunt({ paths: [folder], require: ['none'], jobs: 1 }).report;
  return findings.filter(({ rule }) => rule.id === 'webshell.process-started-from-request');
}

describe('a file below a folder that has a short and a long name', () => {
  it('counts once, under the long one', async () => {
    const found = await started([
      `C/PROGRA~1/MICROS~1/EXCHAN~1/${AUTH}/x.aspx`,
      `C/Program Files/Microsoft/Exchange Server/${AUTH}/x.aspx`,
    ]);
    const path = `C:\\Program Files\\Microsoft\\Exchange Server\\${AUTH.replaceAll('/', '\\')}\\x.aspx`;
    expect(found.map(({ artifact }) => artifact.windowsPath)).toEqual([path]);
  });

  it('counts twice where the names are those of two folders', async () => {
    expect(await started([`C/PROGRA~1/x/x.aspx`, `C/PROGRA~2/x/x.aspx`])).toHaveLength(2);
  });
});

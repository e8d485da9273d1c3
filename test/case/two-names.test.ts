import { describe, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';
import { collect } from '../collection/collect-evidence.js';
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

describe('a file that was collected under its short name, too', () => {
  const AT = 'C/inetpub/wwwroot';
  const names = async (files: Readonly<Record<string, string>>) => {
    const folder = evidence(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${AT}/${name}`, text])));
    const { artifacts, notes } = await collect([folder]);
    const noted = notes.filter(({ message }) => message.startsWith('The same file was collected under'));
    return [artifacts.map(({ collectedPath }) => collectedPath.slice(AT.length + 1)), noted.map(({ path }) => path)];
  };

  it.each([
    ['by its first letters', 'ERRORP~1.ASP', 'error page.aspx'],
    ['by a number of its own', 'ER1A2F~1.ASP', 'error page.aspx'],
  ])('counts once, %s', async (_, short, long) => {
    expect(await names({ [short]: SHELL, [long]: SHELL })).toEqual([[long], [`${AT}/${short}`]]);
  });

  it.each([
    ['another file', { 'ERRORP~1.ASP': SHELL.replace('cmd', 'foo'), 'error page.aspx': SHELL }],
    ['of another name', { 'OTHERP~1.ASP': SHELL, 'error page.aspx': SHELL }],
    ['of another extension', { 'ERRORP~1.ASP': SHELL, 'error page.cer': SHELL }],
  ])('counts where it is %s', async (_, files) => {
    const [, noted] = await names(files);
    expect(noted).toEqual([]);
  });

  it('counts where its long name was not collected', async () => {
    expect((await names({ 'ERRORP~1.ASP': SHELL }))[1]).toEqual([]);
  });
});

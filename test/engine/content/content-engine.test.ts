import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processesFor } from '../../../src/engine/content/content-engine.js';
import { OVERLAP, WINDOW } from '../../../src/engine/content/examine-file.js';
import { loadNativeBinding } from '../../../src/signatures/yara/native-binding.js';
import { call, requestValue } from '../../detectors/webshell/web-assembly.js';
import { makeAssemblyCode } from '../../helpers/assembly-code.js';
import { ContentFolder, hitsOf, outcomesOf } from './content-folder.js';

let folder: ContentFolder;

beforeEach(() => {
  folder = new ContentFolder();
});

afterEach(() => folder.remove());

const word = (name: string, text: string) => `rule ${name} { strings: $word = "${text}" condition: $word }`;
const engines = loadNativeBinding() === null ? (['wasm'] as const) : (['native', 'wasm'] as const);

describe.each(engines)('the content engine with the %s binding', (binding) => {
  it('gives one outcome for each file, in their order', async () => {
    const engine = await folder.engine(`${word('red', 'red')} ${word('blue', 'blue')}`, { engine: binding });
    const contents = Array.from({ length: 40 }, (_, index) => ['red', 'blue', 'red and blue', 'none'][index % 4] ?? '');
    const artifacts = contents.map((content, index) => folder.artifact(`${index}.txt`, content));
    const outcomes = await outcomesOf(engine, artifacts);
    expect(outcomes.map(({ artifact }) => artifact)).toEqual(artifacts);
    expect(hitsOf(outcomes).slice(0, 4)).toEqual([['red'], ['blue'], ['blue', 'red'], []]);
    expect(hitsOf(outcomes).slice(36)).toEqual(hitsOf(outcomes).slice(0, 4));
    expect(engine.engine).toBe(binding);
  });

  it('says where a page gives nothing but its own to what a rule is about', async () => {
    const rule = 'rule evaluates { meta: sinks = "evaluate" strings: $word = "eval(" condition: $word }';
    const engine = await folder.engine(`${rule} ${word('words', 'eval(')}`, { engine: binding });
    const page = (code: string) =>
      `<%@ Page Language="JScript" %><script runat="server" language="JScript">function P() { ${code} }</script>`;
    const own = page('var n = eval("1 + 1");');
    const artifacts = [own, page('var n = eval(Request["n"]);'), own].map((text, index) =>
      folder.artifact(`${index}.aspx`, text),
    );
    const outcomes = await outcomesOf(engine, artifacts);
    const marked = outcomes.map(({ report }) =>
      report?.yara.filter((one) => one.mild === 'own').map((one) => one.ruleId),
    );
    expect(marked).toEqual([['evaluates'], [], ['evaluates']]);
  });

  it('says where a rule about code of the server matches by what a page only sends', async () => {
    const rules = [
      'rule places { meta: where = "server-code" strings: $word = "eval(" condition: $word }',
      'rule sinks { meta: sinks = "sql" strings: $word = "xp_cmdshell" condition: $word }',
    ];
    const engine = await folder.engine(`${rules.join(' ')} ${word('words', 'eval(')}`, { engine: binding });
    const manual = '<p>exec xp_cmdshell</p><script>eval(request.responseText)</script>';
    const runs = 'Set c = CreateObject("ADODB.Connection")\r\nc.Execute Request("q")';
    const pages = [
      manual,
      `<% Response.Write 1 %>${manual}`,
      `<% eval(Request("x")) %>${manual}`,
      `<% ${runs} %>${manual}`,
      '<%= "eval(" %> exec xp_cmdshell <% Response.Write "xp_cmdshell" %>',
      `<% Response.Write 1 %>\0${manual}`,
      `<% Response.Write 1 %>${manual}<script title="${'x'.repeat(2_000_100)}" runat="server">x = 1</script>`,
    ];
    const outcomes = await outcomesOf(
      engine,
      pages.map((text, index) => folder.artifact(`${index}.asp`, text)),
    );
    const marked = outcomes.map(({ report }) =>
      report?.yara.filter((one) => one.mild === 'sent').map((one) => one.ruleId),
    );
    expect(marked).toEqual([[], ['places', 'sinks'], ['sinks'], ['places'], [], [], []]);
  });

  it('tells hash, size, and where a rule hit in bytes and lines', async () => {
    const engine = await folder.engine(word('evil', 'evil\\x1b'), { engine: binding });
    const content = 'é first\r\nsecond é evil\x1b[2J\nevil\x1b evil\x1b evil\x1b';
    const [outcome] = await outcomesOf(engine, [folder.artifact('a.txt', content)]);
    expect(outcome?.report).toMatchObject({
      sha256: createHash('sha256').update(content).digest('hex'),
      size: Buffer.byteLength(content),
      yara: [{ ruleId: 'evil', view: 'raw' }],
    });
    expect(outcome?.report?.yara[0]?.strings).toEqual([
      {
        type: 'content',
        path: 'a.txt',
        label: '$word',
        offset: 20,
        length: 5,
        line: 2,
        column: 11,
        text: 'evil\\x1b',
        view: 'raw',
      },
      {
        type: 'content',
        path: 'a.txt',
        label: '$word',
        offset: 29,
        length: 5,
        line: 3,
        column: 1,
        text: 'evil\\x1b',
        view: 'raw',
      },
      {
        type: 'content',
        path: 'a.txt',
        label: '$word',
        offset: 35,
        length: 5,
        line: 3,
        column: 7,
        text: 'evil\\x1b',
        view: 'raw',
      },
    ]);
  });

  it('looks at what a file says in another encoding, and tells that only that shows it', async () => {
    const engine = await folder.engine(`${word('shown', 'hidden word')} ${word('mark', '\\xff\\xfe')}`, {
      engine: binding,
    });
    const content = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('line\r\nthe hidden word', 'utf16le')]);
    const [outcome] = await outcomesOf(engine, [folder.artifact('a.aspx', content)]);
    expect(outcome?.report?.yara).toMatchObject([
      { ruleId: 'mark', view: 'raw', strings: [{ offset: 0, length: 2 }] },
      {
        ruleId: 'shown',
        view: 'text',
        strings: [{ offset: 22, length: 22, line: 2, text: 'hidden word', view: 'text' }],
      },
    ]);
  });

  it('gives rules the name, folder and kind of a file', async () => {
    const rules = `
      rule by_name { condition: filename == "web.config" }
      rule by_folder { condition: filepath == "c:\\\\inetpub\\\\wwwroot" }
      rule by_extension { condition: extension == ".aspx" }
      rule by_kind { condition: filetype == "EXE" }
      rule by_owner { condition: owner != "" }`;
    const engine = await folder.engine(rules, { engine: binding });
    const outcomes = await outcomesOf(engine, [
      folder.artifact('C/inetpub/wwwroot/Web.config', 'x', { windowsPath: 'C:\\inetpub\\wwwroot\\Web.config' }),
      folder.artifact('some/web.config', 'x'),
      folder.artifact('one.ASPX', 'x'),
      folder.artifact('two.aspx. ', 'MZ'),
      folder.artifact('...', 'x'),
    ]);
    expect(hitsOf(outcomes)).toEqual([
      ['by_folder', 'by_name'],
      ['by_name'],
      ['by_extension'],
      ['by_extension', 'by_kind'],
      [],
    ]);
  });

  it('names what does not compile and runs the rest', async () => {
    const engine = await folder.engine(`${word('good', 'x')} rule bad { condition: $y }`, { engine: binding });
    expect(engine.rules.map(({ id }) => id)).toEqual(['good']);
    expect(engine.problems).toMatchObject([{ path: 'test.yar', rule: 'bad', line: 1 }]);
  });
});

describe('how many processes compile the rules', () => {
  const files = (count: number, size: number) => Array.from({ length: count }, () => ({ size }));
  it.each([
    ['no file', files(0, 0), 8, 1],
    ['a few hundred small pages', files(300, 2_000), 8, 1],
    ['thousands of them', files(6_000, 2_000), 4, 4],
    ['a few large files', files(4, 16 << 20), 8, 8],
    ['a large server, and one process allowed', files(6_000, 20_000), 1, 1],
  ])('%s', (_, some, jobs, processes) => expect(processesFor(some, jobs)).toBe(processes));
});

describe('the content engine', () => {
  it('scans equal files once, and still names each in its evidence', async () => {
    const engine = await folder.engine(`${word('red', 'red')} rule a { condition: extension == ".a" }`, { jobs: 1 });
    const outcomes = await outcomesOf(
      engine,
      ['1.a', '2.a', '3.b'].map((name) => folder.artifact(name, 'red')),
    );
    expect(hitsOf(outcomes)).toEqual([['a', 'red'], ['a', 'red'], ['red']]);
    expect(outcomes.map(({ report }) => report?.yara.at(-1)?.strings[0]?.path)).toEqual(['1.a', '2.a', '3.b']);
  });

  it('reads packed files', async () => {
    const engine = await folder.engine(word('red', 'red'));
    const file = folder.file('evidence/a.txt.gz', gzipSync('red'));
    const artifact = folder.artifactAt(file, 'a.txt', {
      size: 3,
      location: { path: Buffer.from(file), member: { format: 'gzip', name: 'a.txt', index: 0 } },
    });
    expect(hitsOf(await outcomesOf(engine, [artifact]))).toEqual([['red']]);
  });

  it('tells that methods of an assembly are machine code, and still reads the others', async () => {
    const engine = await folder.engine(word('red', 'red'));
    const start = (isNative?: true) => ({
      name: isNative ? 'Native' : 'ProcessRequest',
      takes: ['System.Web.HttpContext'],
      ...(isNative && { isNative }),
      code: [
        ...requestValue('Form', 'c'),
        call('System.Diagnostics.Process', 'Start', ['string'], 'System.Diagnostics.Process'),
        'pop',
        'ret',
      ] as const,
    });
    const mixed = makeAssemblyCode('Mixed', [
      {
        name: 'Site.Page',
        base: 'System.Object',
        interfaces: ['System.Web.IHttpHandler'],
        methods: [start(), start(true)],
      },
    ]);
    const [outcome] = await outcomesOf(engine, [folder.artifact('bin/mixed.dll', mixed)]);
    expect(outcome?.report?.detections.map(({ detector }) => detector)).toContain('webshell.compiled-request-handler');
    expect(outcome?.notes).toMatchObject([
      {
        code: 'not-examined',
        message: expect.stringContaining('1 of its methods are machine code'),
        incomplete: false,
      },
    ]);
  });

  it('tells where a pattern matched too often to count', async () => {
    const engine = await folder.engine(word('many', 'a'));
    const [outcome] = await outcomesOf(engine, [folder.artifact('a.txt', 'a'.repeat(5_000))]);
    expect(outcome?.report?.yara[0]?.strings).toHaveLength(3);
    expect(outcome?.notes).toMatchObject([{ code: 'limit-reached', path: 'a.txt', incomplete: false }]);
  });

  it.each([
    ['no file', 'readme.txt', 'nothing'],
    ['no rule that compiles', 'signatures/test.yar', 'rule bad { condition: $y }'],
    ['only private rules', 'signatures/test.yar', 'private rule p { condition: true }'],
  ])('does not run without a signature: %s', async (_, name, content) => {
    folder.file(name, content);
    const { createContentEngine } = await import('../../../src/engine/content/content-engine.js');
    folder.file('signatures/keep.txt', '');
    const options = {
      signatureFolders: [`${folder.path}/signatures`],
      engine: 'auto',
      jobs: 1,
      deadlineMs: 20_000,
    } as const;
    await expect(createContentEngine(options)).rejects.toMatchObject({ code: 'no-signatures' });
  });

  it('can be interrupted: what was not examined is noted so', async () => {
    const engine = await folder.engine(word('red', 'red'));
    const stop = new AbortController();
    const artifacts = Array.from({ length: 3_000 }, (_, index) => folder.artifact(`${index}.txt`, 'red'));
    const codes = new Map<string, number>();
    for await (const { report, notes } of engine.scan(artifacts, { signal: stop.signal })) {
      stop.abort();
      const code = report === null ? (notes[0]?.code ?? '') : 'examined';
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].sort()).toEqual(['examined', 'interrupted']);
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(3_000);
  });

  it('can be interrupted while its rules are compiled', async () => {
    const stop = new AbortController();
    const starting = folder.engine(word('red', 'red'), { signal: stop.signal });
    stop.abort();
    await expect(starting).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('examines a file that is read in several pieces whole, to its last byte', async () => {
    const engine = await folder.engine(`${word('red', 'red')} ${word('blue', 'blue')}`, { jobs: 1 });
    const content = Buffer.alloc(3 * 1024 * 1024 + 17, 'x');
    content.write('blue', 0);
    content.write('red', content.length - 3);
    const [outcome] = await outcomesOf(engine, [folder.artifact('pieces.txt', content)]);
    expect(hitsOf(outcome === undefined ? [] : [outcome])).toEqual([['blue', 'red']]);
    expect(outcome?.report?.size).toBe(content.length);
    expect(outcome?.notes).toEqual([]);
  });

  it('tells of a limit once for a file, however many windows reach it', async () => {
    const engine = await folder.engine(word('red', 'red'), { jobs: 1 });
    const page = Buffer.alloc(WINDOW + OVERLAP, '<%@ Page %><% x = 1 %>\n');
    const [outcome] = await outcomesOf(engine, [folder.artifact('large.aspx', page)]);
    const reached = outcome?.notes.filter(({ incomplete }) => incomplete).map(({ message }) => message) ?? [];
    expect(reached).not.toEqual([]);
    expect(new Set(reached).size).toBe(reached.length);
  });
});

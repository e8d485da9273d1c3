import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const ORDER = [
  'model',
  'platform',
  'formats',
  'collection',
  'server',
  'signatures',
  'detectors',
  'engine',
  'case',
  'output',
  'hunt',
  'sweep-options',
  'sweep-under-way',
  'sweep',
  'index',
  'cli',
];
const FILE_SYSTEM = new Set(['collection', 'server', 'case', 'signatures', 'platform', 'cli']);

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** Comments are not imports. */
function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [
    ...code.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s*'([^']+)'/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

const files: SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.split(sep).join('/'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(source, path), 'utf8');
    return {
      path,
      room: path.includes('/') ? (path.split('/')[0] ?? '') : path.replace(/\.ts$/, ''),
      text,
      imports: importsOf(text),
    };
  });

const isProcessEntry = (path: string) => /-process\.ts$/.test(path);

function importedRoom(file: SourceFile, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const target = relative(source, normalize(join(source, dirname(file.path), specifier)))
    .split(sep)
    .join('/');
  return target.includes('/') ? (target.split('/')[0] ?? '') : target.replace(/\.js$/, '');
}

describe('the order of folders', () => {
  it('knows every folder', () => {
    expect([...new Set(files.map((file) => file.room))].filter((room) => !ORDER.includes(room))).toEqual([]);
  });

  it.each(files.map((file) => [file.path, file] as const))('%s imports only from smaller folders', (_, file) => {
    const wrong = file.imports.filter((specifier) => {
      const room = importedRoom(file, specifier);
      if (room === null || room === file.room) return false;
      if (file.room === 'model' || (file.room === 'platform' && room === 'model')) return true;
      return ORDER.indexOf(room) > ORDER.indexOf(file.room);
    });
    expect(wrong).toEqual([]);
  });
});

describe('who touches the world', () => {
  it('only some folders and process entries touch the file system', () => {
    const wrong = files.filter(
      (file) =>
        !FILE_SYSTEM.has(file.room) &&
        !isProcessEntry(file.path) &&
        file.imports.some((name) => /^(node:)?fs(\/|$)/.test(name) || name === 'fast-glob'),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('only cli and process entries touch process', () => {
    const members =
      /(?<![\w.$])process\.(argv|chdir|connected|cwd|disconnect|emit|env|execPath|exit|exitCode|getuid|kill|memoryUsage|off|on|once|pid|platform|send|stderr|stdin|stdout|umask)\b/;
    const wrong = files.filter(
      (file) => file.room !== 'cli' && !isProcessEntry(file.path) && members.test(withoutTexts(codeOf(file.text))),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('detectors do not know each other, the file system, a clock or the output', () => {
    const detectors = files.filter((file) => /^detectors\/[a-z]+\/[^_]/.test(file.path));
    const wrong = detectors.filter(
      (file) =>
        file.imports.some(
          (name) => name.startsWith('node:fs') || name.includes('/output/') || /^\.\/|detectors\//.test(name),
        ) || /Date\.now|new Date\(\)|Math\.random|performance\./.test(codeOf(file.text)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('nothing opens a connection', () => {
    // It answers this machine where one asks for it, and connects to nothing.
    const answers = 'cli/metrics-server.ts';
    const connecting = /^(?:node:)?(?:http|https|http2|tls|dgram|dns|dns\/promises|inspector)$|^undici/;
    // Whether a text is an address is all that is asked of node:net.
    const more =
      /import (?!\{ (?:type )?(?:BlockList|isIP)(?:, (?:BlockList|isIP))* \} from 'node:net')[^;]* from 'node:net'/;
    const wrong = files.filter(
      (file) =>
        more.test(file.text) ||
        file.imports.some((name) => connecting.test(name) && !(file.path === answers && name === 'node:http')) ||
        /(?:^|[^.\w])fetch\(\s*['"`h]|new WebSocket\(/.test(codeOf(file.text)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
    expect(files.find(({ path }) => path === answers)?.text).toMatch(/import \{ createServer \} from 'node:http'/);
  });

  it('only a queue is connected to, by packages that are loaded when there is one', () => {
    const connecting = /^(?:bullmq|ioredis|pg)$/;
    const elsewhere = files.filter(
      ({ path, imports }) => !path.startsWith('case/queue/') && imports.some((name) => connecting.test(name)),
    );
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
    const early = files.filter(({ text }) => /^import (?!type )[^;]*from '(?:bullmq|ioredis|pg)'/m.test(text));
    expect(early.map(({ path }) => path)).toEqual([]);
  });

  it('only one thread talks to object stores, by a package that is loaded when evidence lies in one', () => {
    const loading = files.filter(({ imports }) => imports.some((name) => /^@(?:aws-sdk|smithy)\//.test(name)));
    expect(loading.map(({ path }) => path)).toEqual(['collection/objects/object-store-process.ts']);
    expect(loading.filter(({ text }) => /^import (?!type )[^;]*from '@(?:aws-sdk|smithy)/m.test(text))).toEqual([]);
  });

  it('nothing depends on the locale', () => {
    const wrong = files.filter((file) => /\.localeCompare\(|\.toLocale\w+\(|\bIntl\./.test(codeOf(file.text)));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('time', () => {
  it('no expression begins at each of many empty lines and runs on over the others', () => {
    const wrong = /\^\\{1,2}s[*+][^\n]*(?:\/[a-z]*m|, '[gisuy]*m[gisuy]*'\))/;
    expect(files.filter(({ text }) => wrong.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('names', () => {
  it('no drawers for odds and ends', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.ts)/.test(file.path))).toEqual([]);
  });
});

function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function withoutTexts(code: string): string {
  return code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

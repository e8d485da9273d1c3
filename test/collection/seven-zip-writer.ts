import { createRequire } from 'node:module';
import type { SevenZipModuleFactory } from '7z-wasm';

// Its types are those of a module with a default export, which it is not.
const SevenZip: SevenZipModuleFactory = createRequire(import.meta.url)('7z-wasm');

/** An archive as 7-Zip itself writes it, of the format that its name says. */
export async function sevenZipOf(
  name: string,
  files: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): Promise<Buffer> {
  const seven = await SevenZip({ print() {}, printErr() {} });
  for (const [path, content] of Object.entries(files)) {
    const folders = path.split('/').slice(0, -1);
    folders.forEach((_, i) => {
      seven.FS.mkdir(`/${folders.slice(0, i + 1).join('/')}`);
    });
    seven.FS.writeFile(`/${path}`, content);
  }
  seven.FS.chdir('/');
  seven.callMain(['a', ...options, `/${name}`, ...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))]);
  return Buffer.from(seven.FS.readFile(`/${name}`));
}

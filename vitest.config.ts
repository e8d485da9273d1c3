import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const source = fileURLToPath(new URL('src/', import.meta.url));
const compiled = fileURLToPath(new URL('dist/', import.meta.url));
const tests = fileURLToPath(new URL('test/', import.meta.url));

/**
 * Tests import `src/` and get what was compiled from it, loaded as users load it and not compiled anew for each file of tests:
 * a sixth of the suite's time. Who watches gets the source, which changes while he does, and so does a test that puts something else in
 * the place of a module.
 */
function compiledSource(): Plugin {
  let watching = false;
  return {
    name: 'compiled-source',
    enforce: 'pre',
    configureVitest({ vitest }) {
      watching = vitest.config.watch;
    },
    resolveId(id, importer) {
      if (watching || !importer?.startsWith(tests) || !id.startsWith('.')) return null;
      if (readFileSync(importer.replace(/\?.*/, ''), 'utf8').includes('vi.mock(')) return null;
      const path = fileURLToPath(new URL(id, `file://${importer}`));
      return path.startsWith(source) ? compiled + path.slice(source.length) : null;
    },
  };
}

/** What one of these files of tests opens it closes: nothing of it reaches another, so many of them run in one process. */
const together = [
  'case',
  'cli',
  'collection',
  'detectors',
  'engine',
  'formats',
  'model',
  'output',
  'server',
  'signatures',
];
const shared = together.map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  plugins: [compiledSource()],
  test: {
    globalSetup: ['test/helpers/build-once.ts'],
    setupFiles: ['test/helpers/each-file.ts'],
    // For what hangs, not for what a busy machine does slowly.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // One more than the two cores that the suite is meant for: tests of queues, stores and processes wait a good part of their time.
    maxWorkers: 3,
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      { extends: true, test: { name: 'together', include: shared, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: shared } },
    ],
  },
});

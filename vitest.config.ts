import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const source = fileURLToPath(new URL('src/', import.meta.url));
const compiled = fileURLToPath(new URL('dist/', import.meta.url));

/**
 * Tests import `src/` and get what was compiled from it, loaded as users load it and not compiled anew for each file of tests:
 * a sixth of the suite's time. Who watches gets the source, which changes while he does.
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
      if (watching || importer === undefined || !id.startsWith('.')) return null;
      const path = fileURLToPath(new URL(id, `file://${importer}`));
      return path.startsWith(source) ? compiled + path.slice(source.length) : null;
    },
  };
}

export default defineConfig({
  plugins: [compiledSource()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/build-once.ts'],
    setupFiles: ['test/helpers/property-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    server: { deps: { external: [/\/dist\//] } },
  },
});

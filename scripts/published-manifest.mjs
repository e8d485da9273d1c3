// Before packing, takes out of package.json what is for a clone only (scripts, development dependencies), and sets it back afterwards:
// whoever installs the package has no compiler that `prepare` could call.
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('../package.json', import.meta.url));
const kept = `${manifest}.kept`;

if (process.argv[2] === 'restore') {
  if (existsSync(kept)) renameSync(kept, manifest);
} else {
  if (!existsSync(kept)) copyFileSync(manifest, kept);
  const { scripts: _, devDependencies: __, ...published } = JSON.parse(readFileSync(kept, 'utf8'));
  writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
}

// Runs Sigma conformance vectors: `npm run conformance -- <vectors.json>`. Prints each failure and `N passed, N failed`.
import { readFileSync } from 'node:fs';
import { runVector } from './conformance/run-vector.mjs';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('Usage: npm run conformance -- <vectors.json>');
  process.exitCode = 2;
} else {
  const { vectors } = JSON.parse(readFileSync(file, 'utf8'));
  let failed = 0;
  for (const vector of vectors) {
    let difference;
    try {
      difference = runVector(vector);
    } catch (error) {
      difference = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    if (difference === null) continue;
    failed++;
    console.log(`FAILED ${vector.id} (${vector.kind}, ${vector.strength})\n  ${difference.replaceAll('\n', '\n  ')}`);
  }
  console.log(`${vectors.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

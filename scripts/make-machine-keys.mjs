// Makes signatures/machine-keys/disclosed.txt from the MachineKeys.csv of microsoft/mstic (CC-BY-4.0, see NOTICE).
// usage: node scripts/make-machine-keys.mjs <MachineKeys.csv>
// The list holds SHA-256 of each key's upper-case hex text. Twenty hex digits of it tell 7,000 keys apart from any other.
import { readFileSync, writeFileSync } from 'node:fs';

const [source] = process.argv.slice(2);
if (source === undefined) {
  console.error('usage: node scripts/make-machine-keys.mjs <MachineKeys.csv>');
  process.exit(2);
}
const DIGITS = 20;
const rows = readFileSync(source, 'utf8')
  .split(/\r?\n/)
  .map((line) => /^([0-9a-f]{64}),\s*([0-9a-f]{64})$/i.exec(line.trim()))
  .filter((match) => match !== null)
  .map(([, validation, decryption]) => `${validation.slice(0, DIGITS)} ${decryption.slice(0, DIGITS)}`.toLowerCase());
const header = [
  '# ASP.NET machine keys that are public: validation key, decryption key.',
  `# First ${DIGITS} hex digits of the SHA-256 of each key, written in upper-case hex.`,
  '# Source: MachineKeys.csv of https://github.com/microsoft/mstic, CC-BY-4.0; cut and sorted. See NOTICE.',
  '# Made by scripts/make-machine-keys.mjs. Lists of your own stand beside this file in the same form, or as the original CSV.',
];
const lines = [...header, ...[...new Set(rows)].sort(), ''];
writeFileSync(new URL('../signatures/machine-keys/disclosed.txt', import.meta.url), lines.join('\n'));

// What ripgrep is given to look for in a log: what the engine itself would.
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

/** Writes the literals that the engine would look for in this log, one a line, and answers how many they are. */
export async function literalsFor(log, path, folders) {
  const { loadSigmaPack, SHORT_QUERY } = await import('../dist/signatures/sigma/index.js');
  const { RuleIndex } = await import('../dist/engine/logs/matches/rule-hunt.js');
  const { measureRarity } = await import('../dist/engine/logs/kernel/literal-rarity.js');
  const { program } = await loadSigmaPack(folders);
  const sample = Buffer.alloc(64 << 10);
  const file = openSync(log);
  readSync(file, sample);
  closeSync(file);
  // What stands for a query in base64 is no text.
  const literals = new RuleIndex(program, measureRarity(program, sample)).literals.filter((one) => one !== SHORT_QUERY);
  writeFileSync(path, `${literals.join('\n')}\n`);
  return literals.length;
}

import { Chalk } from 'chalk';
import { loadRuleCatalogue } from '../../case/reports/rule-catalogue.js';
import { renderRuleList } from '../../output/rule-list.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface ListOptions {
  readonly signatures: readonly string[];
  readonly engine: string;
  readonly json?: true;
}

/** Prints every rule that loads, and every one that does not, with the reason. */
export async function listSignatures(options: ListOptions): Promise<void> {
  const engine = options.engine === 'native' || options.engine === 'wasm' ? options.engine : 'auto';
  const { explain: _, ...catalogue } = await loadRuleCatalogue(options.signatures, engine);
  if (options.json) {
    const rules = catalogue.rules.map(
      ({ id, source, version, title, severity, confidence, outcome, attack, references, path, packName }) => ({
        id,
        source,
        version,
        title,
        severity,
        confidence,
        outcome,
        attack,
        references,
        path,
        packName,
      }),
    );
    await writePieces(process.stdout, [`${JSON.stringify({ ...catalogue, rules }, null, 2)}\n`]);
  } else {
    const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
    await writePieces(process.stdout, renderRuleList(catalogue, chalk));
  }
}

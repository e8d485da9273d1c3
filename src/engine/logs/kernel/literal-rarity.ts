import { LogColumns } from '../../../formats/log-line/log-reader.js';
import type { SigmaProgram } from '../../../signatures/sigma/compile.js';
import { literalWeight } from '../../../signatures/sigma/literal-weights.js';
import { requiredLiterals } from '../../../signatures/sigma/literals.js';
import { iisMapping } from '../../../signatures/sigma/mappings/iis.js';
import { selectRules } from '../../../signatures/sigma/select-rules.js';
import { planLiterals } from './literal-plan.js';
import { LiteralRoom } from './literal-room.js';
import { CHUNK, LogKernel } from './log-kernel.js';

/** Literals whose rarity is measured. */
const MEASURED = 10_000;

/**
 * Share of the lines of a sample that hold each literal that rules for requests could be found by, as it is or percent-decoded.
 * Literals that none holds are told apart by what is known of logs in general. Costs one pass of the kernel over the sample.
 */
export function measureRarity(program: SigmaProgram, sample: Uint8Array): ReadonlyMap<string, number> {
  if (sample.length === 0) return new Map();
  const literals = new Set<string>();
  const room = new LiteralRoom();
  for (const rule of selectRules(program, iisMapping.logSource).applicable) {
    requiredLiterals(rule, program.predicates, iisMapping, (literal) => {
      if (!literals.has(literal) && literals.size < MEASURED && room.take([literal])) literals.add(literal);
      return literalWeight(literal);
    });
  }
  return measureLiterals([...literals], sample);
}

function measureLiterals(literals: readonly string[], sample: Uint8Array): ReadonlyMap<string, number> {
  const kernel = new LogKernel(() => 0);
  kernel.setLiterals(planLiterals(literals, sample), false);
  kernel.begin({ lives: false, fixedSite: true, own: false, clockSeconds: 0, since: 0, until: 0, names: false });
  kernel.setLayout({ columns: new LogColumns([]), form: 'foreign', inferred: false, id: 0 });
  const lines = new Array<number>(literals.length).fill(0);
  const none = new Int32Array(0);
  let total = 0;
  const take = (): void => {
    kernel.eachCandidate(({ literals: first, count }, { halves }) => {
      for (const literal of halves.subarray(first, first + count)) lines[literal] = (lines[literal] ?? 0) + 1;
    });
    kernel.takeCandidates();
  };
  for (let from = 0; from < sample.length; from += CHUNK) {
    const part = sample.subarray(from, from + CHUNK);
    kernel.bytes.set(part, kernel.buffer);
    // What is cut at the ends of a chunk is left out.
    kernel.chunk(kernel.completeLines(part.length, 0), 0, false);
    while (kernel.walk() === 'line') {
      total++;
      // A record without a time is asked for literals and otherwise let be.
      kernel.ingest(kernel.lineStart, kernel.lineEnd, none, 0, Number.NaN);
      take();
    }
  }
  return new Map(
    literals.map((literal, i) => [literal, ((lines[i] ?? 0) + 0.5 * literalWeight(literal)) / Math.max(total, 1)]),
  );
}

import type { SignatureLint } from '../signature-lint.js';

/** Mends a file. A fix whose text is not where its lint says is left out. */
export function applyFixes(
  text: string,
  lints: readonly SignatureLint[],
): { text: string; fixed: readonly SignatureLint[] } {
  const fixed: SignatureLint[] = [];
  const lines = text.split('\n');
  for (const lint of lints) {
    const { fix, position } = lint;
    const at = position.line - 1;
    const line = lines[at];
    if (fix === undefined || line === undefined) continue;
    const column = line.indexOf(fix.from, Math.max(position.column - 1, 0));
    if (column < 0) continue;
    lines[at] = line.slice(0, column) + fix.to + line.slice(column + fix.from.length);
    fixed.push(lint);
  }
  return { text: lines.join('\n'), fixed };
}

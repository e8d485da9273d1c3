import { basicBlocks } from './basic-branches.js';
import { curlyBlocks } from './curly-branches.js';
import { isBasic } from './language.js';
import { readTokens } from './parse-code.js';
import type { RawBlock } from './raw-branch.js';
import type { CodeUnit } from './syntax.js';

/** A stretch of code whose statements all run, one after the other, unless one of them leaves it. */
export interface Region {
  readonly from: number;
  readonly to: number;
  /** What stands behind the block around it is not reached from it. */
  readonly leaves: boolean;
  readonly blocks: Block[];
}

/** Code of which one region runs, or none, or some more than once. */
export interface Block extends Omit<RawBlock, 'parts'> {
  readonly parts: readonly Region[];
}

/** The blocks of a piece of code, within each other; null where jumps, conditional compilation or braces make that uncertain. */
export function blocksOf({ code, language }: CodeUnit): Region | null {
  const conditional =
    language === 'jscript' ? /@(?:cc_on|if|set|elif)\b/ : /^[^\S\r\n]*#\s*(?:if|elif|else|elseif)\b/im;
  if (conditional.test(code)) return null;
  const { tokens, cut } = readTokens(code, language);
  if (cut) return null;
  const raw = isBasic(language) ? basicBlocks(tokens) : curlyBlocks(tokens, language === 'jscript');
  return raw === null ? null : nested(raw);
}

function nested(raw: readonly RawBlock[]): Region | null {
  const whole: Region = { from: 0, to: Number.POSITIVE_INFINITY, leaves: false, blocks: [] };
  const open: Region[] = [whole];
  /** All parts, and the blocks that they are of, in the order in which they begin. Outer blocks are read to their end after inner ones. */
  const begun = [...raw]
    .reverse()
    .map((block) => ({ ...block, parts: block.parts.map((part): Region => ({ ...part, blocks: [] })) }))
    .flatMap((block) => [{ block, part: null }, ...block.parts.map((part) => ({ block, part }))])
    .sort(
      (a, b) => (a.part ?? a.block).from - (b.part ?? b.block).from || (b.part ?? b.block).to - (a.part ?? a.block).to,
    );
  for (const { block, part } of begun) {
    const { from, to } = part ?? block;
    let around = open[open.length - 1] ?? whole;
    while (open.length > 1 && around.to <= from) {
      open.pop();
      around = open[open.length - 1] ?? whole;
    }
    if (to > around.to || to < from) return null;
    if (part === null) around.blocks.push(block);
    else open.push(part);
  }
  return whole;
}

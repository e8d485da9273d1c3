import { branchesOf } from '../../../src/formats/code/branches.js';
import { blocksOf, type Region } from '../../../src/formats/code/blocks.js';
import type { CodeLanguage } from '../../../src/formats/code/language.js';
import { parseCode } from '../../../src/formats/code/parse-code.js';
import { withVersions } from '../../../src/formats/code/versions.js';
import { line, methodLine, text } from './code-text.js';

/**
 * What is known of the ways through a piece of code: conditions and where they hold, blocks with their parts, and statements with
 * the versions of their variables, where they have any.
 */
export function flow(code: string, language: CodeLanguage): string[] {
  const unit = parseCode(code, language);
  const cut = (from: number, to: number) => code.slice(from, to).trim().replaceAll('\n', ' ¶ ');
  const branches = branchesOf(unit).map(({ test, from, to, only }) => {
    const what =
      test.kind === 'condition'
        ? `${test.holds ? 'if' : 'not'} ${text(test.condition)}`
        : `${text(test.subject)} of ${test.texts.join(', ')}`;
    return `${what}${only === undefined ? '' : ` or ${only} set`}: ${cut(from, to)}`;
  });
  const blocks = ({ blocks: inner }: Region, depth: string): string[] =>
    inner.flatMap((block) => [
      `${depth}${block.complete ? 'one' : 'maybe one'}${block.jumps ? ' or jumps' : ''} of`,
      ...block.parts.flatMap((part) => [
        `${depth}- ${part.leaves ? 'leaves: ' : ''}${cut(part.from, part.to)}`,
        ...blocks(part, `${depth}  `),
      ]),
    ]);
  const region = blocksOf(unit);
  const versions = withVersions(unit);
  return [
    ...branches,
    ...(region ? blocks(region, '') : ['uncertain']),
    ...(versions === unit ? [] : [...versions.main.map(line), ...versions.methods.map(methodLine)]),
  ];
}

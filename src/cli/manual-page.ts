import { EXIT_CODE_MEANINGS } from './commands/hunt.js';
import type { CommandOutline, OptionOutline } from './program-outline.js';

/** The manual page (`man afterpatch`, section 1), in the macros of man(7). */
export function manualPage(commands: readonly CommandOutline[]): string {
  const [program, ...others] = commands;
  const lines = [
    '.\\" Generated from the definitions of the program; see CONTRIBUTING.md.',
    '.TH AFTERPATCH 1',
    '.SH NAME',
    'afterpatch \\- hunts what survives a patch of Microsoft Exchange and IIS servers',
    '.SH SYNOPSIS',
    ...others
      .filter((each) => each.commands.length === 0)
      .flatMap(({ words, usage }) => ['.PP', `.B afterpatch ${words.join(' ')}`, roff(usage)]),
    '.SH DESCRIPTION',
    roff(program?.description ?? ''),
    '.SH COMMANDS',
    ...others.flatMap(({ words, description, options }) => [
      `.SS ${words.join(' ')}`,
      roff(description),
      ...options.flatMap((option) => ['.TP', `.B ${roff(flagsOf(option))}`, roff(textOf(option))]),
    ]),
    '.SH EXIT STATUS',
    ...EXIT_CODE_MEANINGS.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
  ];
  return `${lines.join('\n')}\n`;
}

function flagsOf({ flag, value }: OptionOutline): string {
  return value === null ? flag : `${flag} ${value}`;
}

function textOf({ description, choices }: OptionOutline): string {
  return choices.length > 0 ? `${description}: ${choices.join(', ')}` : description;
}

/** Text that no macro is made of. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}

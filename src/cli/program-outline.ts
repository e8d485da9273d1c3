import type { Command, Option } from 'commander';

/** An option as documents and completions need it. */
export interface OptionOutline {
  /** `--patched-on`. */
  readonly flag: string;
  /** The key of its value: `patchedOn`. */
  readonly name: string;
  readonly description: string;
  /** What stands for its value in help, `<time>`; null where it takes none. */
  readonly value: string | null;
  /** The values that there are, where not every text is one. */
  readonly choices: readonly string[];
  readonly isList: boolean;
  /** `--no-…`: giving it means false. */
  readonly isNegative: boolean;
}

export interface CommandOutline {
  /** Words after `afterpatch`: none for the program itself, `inspect iis`. */
  readonly words: readonly string[];
  readonly description: string;
  readonly usage: string;
  readonly options: readonly OptionOutline[];
  /** Names of commands below. */
  readonly commands: readonly string[];
}

/** The program and its commands, from their own definitions, in the order of help. */
export function outlineProgram(program: Command): CommandOutline[] {
  const outlines: CommandOutline[] = [];
  const add = (command: Command, words: readonly string[]) => {
    const visible = command
      .createHelp()
      .visibleCommands(command)
      .filter((each) => each.name() !== 'help');
    outlines.push({
      words,
      description: command.description(),
      usage: command.usage(),
      options: command.createHelp().visibleOptions(command).map(outlineOption),
      commands: visible.map((each) => each.name()),
    });
    for (const each of visible) add(each, [...words, each.name()]);
  };
  add(program, []);
  return outlines;
}

function outlineOption(option: Option): OptionOutline {
  return {
    flag: option.long ?? option.short ?? '',
    name: option.attributeName(),
    description: option.description,
    value: /<[^>]*>/.exec(option.flags)?.[0] ?? null,
    choices: option.argChoices ?? [],
    isList: Array.isArray(option.defaultValue),
    isNegative: option.negate,
  };
}

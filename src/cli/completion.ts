import type { CommandOutline, OptionOutline } from './program-outline.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

export function isShell(text: string): text is Shell {
  return (SHELLS as readonly string[]).includes(text);
}

/** A script that makes a shell complete commands, options and their values; where neither fits, it completes files. */
export function completionScript(shell: Shell, commands: readonly CommandOutline[]): string {
  return SCRIPTS[shell](commands);
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CommandOutline[]) => string>> = {
  bash: (commands) => `# bash completion of afterpatch: source <(afterpatch completion bash)
_afterpatch() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
${walk('COMP_WORDS[@]:1:COMP_CWORD-1', commands)}
${choose(commands, (words) => `COMPREPLY=($(compgen -W "${words}" -- "$current"))`, 'COMPREPLY=($(compgen -f -- "$current"))')}
}
complete -o filenames -F _afterpatch afterpatch
`,
  zsh: (commands) => `#compdef afterpatch
# zsh completion of afterpatch: afterpatch completion zsh > "\${fpath[1]}/_afterpatch"
_afterpatch() {
  local current="\${words[CURRENT]}" before="\${words[CURRENT-1]}"
${walk('(@)words[2,CURRENT-1]', commands)}
${choose(commands, (words) => `compadd -- ${words}`, '_files')}
}
compdef _afterpatch afterpatch
`,
  fish,
  powershell,
};

/** Finds the command that is being written: `at` becomes its words, each with a blank before it. */
function walk(given: string, commands: readonly CommandOutline[]): string {
  const known = commands.flatMap(({ words }) => (words.length > 0 ? [`" ${words.join(' ')}"`] : []));
  return `  local at="" word
  for word in "\${${given}}"; do
    case "$at $word" in
      ${known.join('|')}) at="$at $word" ;;
    esac
  done`;
}

function choose(commands: readonly CommandOutline[], offer: (words: string) => string, files: string): string {
  const values = commands.flatMap((command) =>
    command.options
      .filter(({ value }) => value !== null)
      .map(({ flag, choices }) => {
        const then = choices.length > 0 ? offer(choices.join(' ')) : files;
        return `    "${pathOf(command)} ${flag}") ${then}; return ;;`;
      }),
  );
  const offers = commands.map((command) => {
    const flags = command.options.map(({ flag }) => flag).join(' ');
    if (command.commands.length > 0)
      return `    "${pathOf(command)}") ${offer(`${command.commands.join(' ')} ${flags}`)} ;;`;
    return `    "${pathOf(command)}") if [[ "$current" == -* ]]; then ${offer(flags)}; else ${files}; fi ;;`;
  });
  return `  case "$at $before" in\n${values.join('\n')}\n  esac\n  case "$at" in\n${offers.join('\n')}\n  esac`;
}

function pathOf({ words }: CommandOutline): string {
  return words.map((word) => ` ${word}`).join('');
}

function fish(commands: readonly CommandOutline[]): string {
  const lines = commands.flatMap(({ words, options, commands: below }) => {
    const [first, second] = words;
    const outside = words.length === 0 ? "-n '__fish_use_subcommand'" : '';
    const within = first === undefined ? outside : `-n '__fish_seen_subcommand_from ${second ?? first}'`;
    const names = below.map((name) => {
      const description = commands.find((each) => each.words.join(' ') === [...words, name].join(' '))?.description;
      const open =
        first === undefined
          ? outside
          : `-n '__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${below.join(' ')}'`;
      return `complete -c afterpatch ${open} -f -a ${name} -d ${quoted(description ?? '')}`;
    });
    return [...names, ...options.map((option) => `complete -c afterpatch ${within} ${fishOption(option)}`)];
  });
  return `# fish completion of afterpatch: afterpatch completion fish > ~/.config/fish/completions/afterpatch.fish\n${lines.join('\n')}\n`;
}

function fishOption({ flag, choices, value, description }: OptionOutline): string {
  const values = choices.length > 0 ? `-x -a ${quoted(choices.join(' '))} ` : value === null ? '' : '-r ';
  return `-l ${flag.slice(2)} ${values}-d ${quoted(description)}`;
}

function powershell(commands: readonly CommandOutline[]): string {
  const rows = commands.map((command) => {
    const flags = command.options.map(({ flag }) => quotedTwice(flag)).join(', ');
    const below = command.commands.map(quotedTwice).join(', ');
    const values = command.options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `${quotedTwice(flag)} = @(${choices.map(quotedTwice).join(', ')})`);
    return `    ${quotedTwice(command.words.join(' '))} = @{ Commands = @(${below}); Options = @(${flags}); Values = @{ ${values.join('; ')} } }`;
  });
  return `# PowerShell completion of afterpatch: afterpatch completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName afterpatch -ScriptBlock {
  param($current, $line, $cursor)
  $known = @{
${rows.join('\n')}
  }
  $given = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($current -ne '' -and $given.Count -gt 0) { $given = @($given | Select-Object -SkipLast 1) }
  $at = ''
  foreach ($word in $given) {
    $next = ("$at $word").Trim()
    if ($known.ContainsKey($next)) { $at = $next }
  }
  $command = $known[$at]
  $before = if ($given.Count -gt 0) { $given[-1] } else { '' }
  $offers = if ($command.Values.ContainsKey($before)) { $command.Values[$before] } else { $command.Commands + $command.Options }
  $offers | Where-Object { $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

/** Within single quotes of fish. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Within single quotes of PowerShell. */
function quotedTwice(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

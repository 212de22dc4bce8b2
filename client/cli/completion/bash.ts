import { bashFunctions } from './bash-functions.ts';
import { caseArms, shellText, shellWords } from './shell-text.ts';
import { insteadOfServers, namesOf, type OptionSyntax, type Source, type Syntax } from './syntax.ts';

/** The script for bash: a table of the commands, and functions that know none of them. */
export function bashScript(syntax: Syntax): string {
  const everywhere = [...syntax.options, ...syntax.help];
  const arms = syntax.commands.map(({ name, options, places }): [string, string] => {
    const sources = places.map(({ source }) => source);
    return [name, tableOf([...options, ...syntax.options], sources, syntax)];
  });
  return shellText`# What bash completes for novatune. Written by: novatune completion bash

# Tells what may come after the command $1, or after none.
__novatune_syntax() {
  case $1 in
${caseArms([['', tableOf(everywhere, ['commands'], syntax)], ...arms])}    *)
      places=()
      ;;
  esac
}
${bashFunctions(namesOf(syntax.connection), insteadOfServers)}
complete -F _novatune novatune
`;
}

/** What may come: options, the options that take the next word with what that can be, and the other words in their order. */
function tableOf(options: readonly OptionSyntax[], places: readonly Source[], syntax: Syntax): string {
  const values = options.flatMap(({ names, value }) =>
    value === undefined || value.attached ? [] : names.flatMap((name) => [name, wordOf(value.source, syntax)]),
  );
  const words = places.map((source) => wordOf(source, syntax));
  return `      options=${shellWords([namesOf(options).join(' ')])}
      values=(${shellWords(values)})
      places=(${shellWords(words)})
`;
}

function wordOf(source: Source, { commands }: Syntax): string {
  switch (source) {
    case 'servers':
    case 'file':
      return `<${source}>`;
    case 'commands':
      return commands.map(({ name }) => name).join(' ');
    case 'unknown':
      return '';
    default:
      return source.join(' ');
  }
}

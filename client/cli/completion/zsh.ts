import { shellQuote } from '../shell-quote.ts';
import { caseArms, shellText } from './shell-text.ts';
import { type CommandSyntax, insteadOfServers, type OptionSyntax, type Source, type Syntax } from './syntax.ts';
import { zshServers } from './zsh-servers.ts';

/** The script for zsh: to be read once `compinit` has run, or a file `_novatune` in a folder of `fpath`. */
export const zshScript = (syntax: Syntax): string => shellText`#compdef novatune
# What zsh completes for novatune. Written by: novatune completion zsh

__novatune_commands() {
  local -a known
  known=(
${lines(syntax.commands.map(({ name, summary }) => `${name}:${summary}`))}  )
  _describe -t commands command known "$@"
}

${zshServers(syntax)}
_novatune() {
  local curcontext=$curcontext context state line ret=1
  local -A opt_args
  local -a everywhere own places novatune_words
  novatune_words=("\${(@)words[2,CURRENT-1]}")
  everywhere=(
${lines(syntax.options.flatMap(optionSpecs))}  )
  own=(
${lines(syntax.help.flatMap(optionSpecs))}  )
  _arguments -C -S $everywhere $own '(-): :__novatune_commands' '(-)*:: :->command' && ret=0
  [[ $state == command ]] || return ret

  curcontext=\${curcontext%:*:*}:novatune-$words[1]:
  case $words[1] in
${caseArms(syntax.commands.map(({ name, options }) => [name, arrayOf('own', options.flatMap(optionSpecs))]))}    *) return 1 ;;
  esac
  case $words[1] in
${caseArms(syntax.commands.map(({ name, places }) => [name, arrayOf('places', places.map(placeSpec))]))}  esac
  [[ $places[1] == *:__novatune_servers && -n \${words[(r)(${insteadOfServers.join('|')})]} ]] && shift places
  _arguments -S $everywhere $own $places
}

if [[ $funcstack[1] == _novatune ]]; then
  _novatune "$@"
else
  compdef _novatune novatune
fi
`;

const lines = (words: readonly string[], indent = '    '): string =>
  words.map((word) => `${indent}${shellQuote(word)}\n`).join('');

const arrayOf = (name: string, words: readonly string[]): string =>
  `      ${name}=(\n${lines(words, '        ')}      )\n`;

const placeSpec = ({ name, source }: CommandSyntax['places'][number]): string =>
  `:${escaped(name)}:${actionOf(source)}`;

/** How _arguments is told of an option, once for each of its names. @see zshcompsys(1) */
function optionSpecs({ names, description, repeats, value }: OptionSyntax): string[] {
  const others = repeats ? '*' : `(${names.join(' ')})`;
  return names.map((name) => {
    const isLong = name.startsWith('--');
    const about = `[${escaped(description)}]`;
    if (value === undefined) return `${others}${name}${about}`;
    const what = `:${escaped(value.name)}:${actionOf(value.source)}`;
    return value.attached
      ? `${others}${name}=-${about}:${what}`
      : `${others}${name}${isLong ? '=' : '+'}${about}${what}`;
  });
}

function actionOf(source: Source): string {
  switch (source) {
    case 'servers':
    case 'commands':
      return `__novatune_${source}`;
    case 'file':
      return '_files';
    case 'unknown':
      return ' ';
    default:
      return `(${source.map((word) => escaped(shellQuote(word))).join(' ')})`;
  }
}

const escaped = (text: string): string => text.replace(/[\\:[\]]/g, String.raw`\$&`);

import { shellQuote } from '../shell-quote.ts';
import { askServers } from './ask-servers.ts';
import { shellText } from './shell-text.ts';
import { namesOf, type OptionSyntax, type Syntax } from './syntax.ts';

/** What offers the servers' names. It finds in novatune_words what was typed before. */
export const zshServers = (
  syntax: Syntax,
): string => shellText`# Offers the servers' names, of which the last one of several after commas is completed. A name that could not be typed is none.
__novatune_servers() {
  local i word ask=${shellQuote(askServers)}
  local -a connection limit names before ending
  for ((i = 1; i <= $#novatune_words; i++)); do
    word=$novatune_words[i]
    case $word in
${wordArms(syntax)}    esac
  done
  (( $+commands[timeout] )) && limit=(timeout 2)
  names=("\${(@f)$($limit sh -c $ask sh novatune "\${(@)connection}" --timeout 2 2>/dev/null </dev/null)}")
  names=(\${names:#(|*,*|[[:blank:]]*|*[[:blank:]]|*[[:cntrl:]]*)})
  if compset -P '*,'; then
    before=("\${(@s:,:)\${(Q)IPREFIX}}")
    names=(\${names:|before})
  else
    names=(\${names:#-*})
  fi
  # A comma for the next name takes the blank away. Where a quote is open, zsh closes it itself.
  [[ -z $compstate[quote] ]] && ending=(-S ' ' -r ', ')
  compadd "$@" $ending -a names
}
`;

/** Keeps what says where and as whom, and passes over the values of other options. */
function wordArms({ connection, commands }: Syntax): string {
  const alone = namesOf(connection.filter(({ value }) => value === undefined));
  const valued = namesOf(connection.filter(takesWord));
  const others = new Set(commands.flatMap(({ options }) => namesOf(options.filter(takesWord))));
  return shellText`      ${valued.join('|')}) connection+=($word "\${(Q)novatune_words[++i]/#\~\//$HOME/}") ;;
      ${[...alone, ...valued.map((name) => `${name}=*`)].join('|')}) connection+=("\${(Q)word}") ;;
      ${[...others].join('|')}) ((i++)) ;;
`;
}

const takesWord = ({ value }: OptionSyntax): boolean => value !== undefined && !value.attached;

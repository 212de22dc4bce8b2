import { shellQuote } from '../shell-quote.ts';
import { askServers } from './ask-servers.ts';
import { bashWords } from './bash-words.ts';
import { shellText } from './shell-text.ts';

/** What completes the last word, with no command's name in it. */
export const bashFunctions = (connection: readonly string[], insteadOfServers: readonly string[]): string => shellText`
${bashWords}
# Tells what the value of the option $1 can be; fails if it takes none.
__novatune_takes() {
  local i
  for ((i = 0; i < \${#values[@]}; i += 2)); do
    [[ \${values[i]} == "$1" ]] && source=\${values[i + 1]} && return
  done
  return 1
}

# Offers the servers' names, of which the last one of several after commas is completed. A name that could not be typed is none.
__novatune_servers() {
  local before= name names=() limit=()
  local ask=${shellQuote(askServers)}
  [[ $value == *,* ]] && before=\${value%,*},
  type -P timeout >/dev/null && limit=(timeout 2)
  while IFS= read -r name; do
    case $name in
      '' | *,* | [[:blank:]]* | *[[:blank:]] | *[[:cntrl:]]*) continue ;;
      -*) [[ -z $before ]] && continue ;;
    esac
    [[ ,$before == *",$name,"* ]] || names+=("$before$name")
  done <<<"$("\${limit[@]}" sh -c "$ask" sh novatune "\${connection[@]}" --timeout 2 2>/dev/null </dev/null)"
  __novatune_offer "\${names[@]}"
}

# Completes the last word as $1 says, behind the option $2 where they are one word.
__novatune_complete() {
  local words=($1)
  case $1 in
    '<servers>') __novatune_servers ;;
    # To readline, which knows how files are quoted.
    '<file>') compopt -o default 2>/dev/null ;;
    *) __novatune_offer "\${words[@]/#/\${2-}}" ;;
  esac
}

_novatune() {
  local IFS=$' \t\n' text=$2 words raw value quote redirects options values places source=
  local word command= option= place=0 ended= replaced= connection=()
  COMPREPLY=()
  __novatune_split "\${COMP_LINE:0:COMP_POINT}"
  __novatune_syntax ''
  for word in "\${words[@]:1}"; do
    if [[ -n $option ]]; then
      [[ $word == '~/'* ]] && word=$HOME\${word:1}
      __novatune_connects "$option" && connection+=("$option" "$word")
      option=
    elif [[ -z $ended && $word == -- ]]; then
      ended=yes
    elif [[ -z $ended && $word == -?* ]]; then
      case $word in ${insteadOfServers.join(' | ')}) replaced=yes ;; esac
      if __novatune_takes "$word"; then
        option=$word
      elif __novatune_connects "\${word%%=*}"; then
        connection+=("$word")
      fi
    elif [[ -z $command ]]; then
      command=$word
      __novatune_syntax "$command"
    else
      place=$((place + 1))
    fi
  done
  if [[ -n $redirects ]]; then
    __novatune_complete '<file>'
  elif [[ -n $option ]]; then
    __novatune_takes "$option" && __novatune_complete "$source"
  elif [[ -z $ended && $value == --*=* ]]; then
    __novatune_takes "\${value%%=*}" && __novatune_complete "$source" "\${value%%=*}="
  elif [[ -z $ended && $value == -[!-]?* ]]; then
    __novatune_takes "\${value:0:2}" && __novatune_complete "$source" "\${value:0:2}"
  elif [[ -z $ended && $value == -* ]]; then
    __novatune_complete "$options"
  else
    [[ -n $replaced && \${places[0]-} == '<servers>' ]] && place=$((place + 1))
    __novatune_complete "\${places[place]-}"
  fi
}

# Whether the option $1 says where and as whom.
__novatune_connects() {
  case $1 in ${connection.join(' | ')}) ;; *) return 1 ;; esac
}
`;

import { shellText } from './shell-text.ts';

/**
 * How a line is read, and a word is written, with the quotes that are open where somebody types. Nothing is evaluated: names are the
 * choice of tenants. COMP_WORDS would not do, which is split at each `:` and `=`.
 */
export const bashWords = shellText`# Splits $1 as bash does, without expanding anything: into words, and of the last one raw, value and the quote open at its end.
__novatune_split() {
  local i char
  words=() raw= value= quote= redirects=
  for ((i = 0; i < \${#1}; i++)); do
    char=\${1:i:1}
    case $quote$char in
      \\?) value+=$char quote= ;;
      '"\'?)
        [[ $char == [\"\\\$\`] ]] || value+=\\
        value+=$char quote='"'
        ;;
      "''" | '""') quote= ;;
      '"\') quote+=$char ;;
      [\'\"]?) value+=$char ;;
      [\'\"\\]) quote=$char ;;
      [[:space:]\<\>])
        if [[ -n $redirects ]]; then
          [[ -n $raw ]] && redirects=
        elif [[ -n $raw && ($char == [[:space:]] || $raw == *[!0-9\&]*) ]]; then
          words+=("$value")
        fi
        [[ $char == [[:space:]] ]] || redirects=yes
        raw= value=
        continue
        ;;
      *) value+=$char ;;
    esac
    raw+=$char
  done
}

# Sets quoted to $1 as it is written where the quote $open is open.
__novatune_quote() {
  local i char
  quoted=
  if [[ -z $open ]]; then
    printf -v quoted %q "$1"
    # A comma means nothing outside of braces.
    quoted=\${quoted//\\,/,}
    return
  fi
  for ((i = 0; i < \${#1}; i++)); do
    char=\${1:i:1}
    case $open$char in
      "''") char="'\\''" ;;
      \"[\"\\\$\`]) char=\\$char ;;
      # Between double quotes nothing keeps the history from it.
      '"!') char='"\!"' ;;
    esac
    quoted+=$char
  done
}

# Offers those of the words that begin with what was typed. What readline puts them in the place of, $text, may be the end of a word only.
__novatune_offer() {
  local head=\${raw%"$text"} typed=$value open=\${quote%\\} word quoted
  local words raw value quote redirects
  __novatune_split "$head"
  for word; do
    if [[ $word == "$typed"* && -n \${word:\${#value}} ]]; then
      __novatune_quote "\${word:\${#value}}"
      COMPREPLY+=("$quoted")
    fi
  done
}
`;

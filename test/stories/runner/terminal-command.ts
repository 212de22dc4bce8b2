/**
 * `terminal COMMAND ARGUMENT…`: runs a command at a terminal, of $COLUMNS columns or 80, and prints what it would show: stdout and stderr in
 * one, escapes as `^[`.
 */
export const terminalProgram = `#!/bin/bash
set -o pipefail
printf -v command '%q ' "$@"
# It is the terminal that must tell its width.
resize="stty cols \${COLUMNS:-80} rows 24; unset COLUMNS LINES"
SHELL=/bin/bash TERM=xterm script --quiet --return --command "$resize; exec $command" /dev/null | sed 's/\\r$//; s/\\x1b/^[/g'
`;

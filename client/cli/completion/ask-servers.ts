/**
 * Prints the servers' names for `sh -c`, with the command and its options as arguments. As when a server is looked up, all projects
 * count where a project has none itself, such as an admin's.
 */
export const askServers =
  `names=$("$@" list -f value -c name) && { [ -n "$names" ] || names=$("$@" list --all-projects -f value -c name); } && ` +
  `printf "%s\\n" "$names"`;

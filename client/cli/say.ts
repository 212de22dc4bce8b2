import { inColour, isScreen } from './output/colour.ts';
import { printable } from './output/printable.ts';

/** Something that is true of a change and may not be expected, as the service tells it. */
export function sayWarning(server: string, text: string): void {
  const line = `WARNING: ${printable(server)}: ${printable(text)}`;
  // There may be a line of progress.
  const clear = isScreen(process.stderr) ? '\r\u001b[K' : '';
  process.stderr.write(`${clear}${inColour(process.stderr, 'yellow', line)}\n`);
}

/** Why a list is empty that people expect to have something. */
export function noServers(allProjects: boolean | undefined, project: string | undefined): string {
  if (allProjects) return 'There are no servers.';
  const named = project === undefined ? 'The project' : `The project ${project}`;
  return `${named} has no servers; for admins, --all-projects looks everywhere.`;
}

/** Something of the settings that has no effect, though somebody may rely on it. */
export const sayPassedOver = (text: string): void => {
  process.stderr.write(`${inColour(process.stderr, 'yellow', `WARNING: ${printable(text)}`)}\n`);
};

/** Something that is good to know of the answer. */
export const sayNote = (text: string): void => {
  process.stderr.write(formatNote(text));
};

/** The line of a note. */
export const formatNote = (text: string): string => `NOTE: ${printable(text)}\n`;

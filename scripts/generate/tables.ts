import type { CommandTraits } from '../../client/action-table.ts';

/** `get-cpu-priority` as a method's name. */
const camelCase = (name: string): string => name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());

/** Source of client/generated/methods.ts. */
export function formatMethods(actions: readonly CommandTraits[]): string {
  const lines = actions.map(
    ({ action, reads, takesValue }) =>
      `  ${camelCase(action)}: { action: '${action}', reads: ${reads}, takesValue: ${takesValue} },\n`,
  );
  return `
import type { MethodTraits } from '../action-table.ts';

/** The client's methods, one for each action. */
export const methods = {
${lines.join('')}} as const satisfies Readonly<Record<string, MethodTraits>>;
`;
}

/** Source of client/generated/commands.ts. */
export function formatCommands(actions: readonly CommandTraits[]): string {
  return `
import type { CommandTraits } from '../action-table.ts';

/** The command line's commands, one for each action. */
export const commands: readonly CommandTraits[] = ${JSON.stringify(actions, undefined, 2)};
`;
}

import type { AnswerTypes } from '../../client/action-table.ts';
import type { DescribedAction } from './describe-actions.ts';

/** `get-cpu-priority` as a method's name. */
const camelCase = (name: string): string => name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());

/** Source of client/generated/methods.ts. */
export function formatMethods(actions: readonly DescribedAction[]): string {
  const lines = actions.map(({ action, reads, takesValue, answers }) => {
    const traits = `action: '${action}', reads: ${reads}, takesValue: ${takesValue}, answers: ${formatTypes(answers)}`;
    return `  ${camelCase(action)}: { ${traits} },\n`;
  });
  return `
import type { MethodTraits } from '../action-table.ts';

/** The client's methods, one for each action. */
export const methods = {
${lines.join('')}} as const satisfies Readonly<Record<string, MethodTraits>>;
`;
}

function formatTypes(types: AnswerTypes): string {
  const fields = Object.entries(types).map(
    ([field, type]) => `${/^\w+$/.test(field) ? field : `'${field}'`}: '${type}'`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Source of client/generated/commands.ts. */
export function formatCommands(actions: readonly DescribedAction[]): string {
  const commands = actions.map(({ answers, ...command }) => command);
  return `
import type { CommandTraits } from '../action-table.ts';

/** The command line's commands, one for each action. */
export const commands: readonly CommandTraits[] = ${JSON.stringify(commands, undefined, 2)};
`;
}

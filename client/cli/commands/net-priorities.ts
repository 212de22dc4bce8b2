import { Argument, Command } from 'commander';
import type { CommandTraits } from '../../action-table.ts';
import { columnsOf } from '../columns.ts';
import { addOutputOptions, addServerOptions, addUndoOption, addWatchOption, type CommandOptions } from '../options.ts';
import { parseServers } from '../parse-servers.ts';
import { usageError } from '../usage.ts';
import { addValueOptions, familyOf, readArgument, readValueOptions, readWords } from './action.ts';

const mapArgument = 'instance-map';
const mapDescription = 'names or ids of the servers, separated by commas';

/** The thesis's two commands for several servers: its own bulk form of reading, and the earlier one of setting. */
export function netPrioritiesCommands(actions: readonly CommandTraits[]): Command[] {
  const find = (name: string) => actions.find(({ action }) => action === name);
  const [getter, setter] = [find('get-net-priority'), find('set-net-priority')];
  if (getter === undefined || setter === undefined) return [];
  return [getCommand(getter, actions), setCommand(setter, actions)];
}

function getCommand(getter: CommandTraits, actions: readonly CommandTraits[]): Command {
  const command = new Command('tc-get-net-priorities')
    .summary('Show the network priorities of several servers')
    .description(
      'Show the network priorities of several servers, as a list also of one: tc-get-net-priorities "vm1,vm2".',
    )
    .usage(`[options] <${mapArgument}>`)
    .argument(`[${mapArgument}]`, mapDescription);
  const family = familyOf(getter, actions);
  addWatchOption(addServerOptions(addOutputOptions(command, columnsOf(family))));
  return command.action(async () => {
    const options = command.optsWithGlobals<CommandOptions>();
    const { choice } = readWords(command, [mapArgument], options);
    const { act } = await import('../act.ts');
    await act({
      command,
      family,
      choice: { ...choice, one: false },
      valueFor: () => null,
      options,
    });
  });
}

function setCommand(setter: CommandTraits, actions: readonly CommandTraits[]): Command {
  const command = new Command('tc-set-net-priorities')
    .summary('Set the network priorities of several servers')
    .description(
      "Set the network priorities of several servers, each its own: tc-set-net-priorities 'VM1,VM2,VM3' '0,33,61'.",
    )
    .usage(`[options] <${mapArgument}> <prios>`)
    .argument(`<${mapArgument}>`, mapDescription)
    .addArgument(new Argument('<prios>', 'as many priorities, in the same order; 0 is the highest'));
  const family = familyOf(setter, actions);
  addValueOptions(command, setter);
  addUndoOption(addOutputOptions(command, columnsOf(family)));
  return command.action(async (map: string, prios: string) => {
    const options = command.optsWithGlobals<CommandOptions & Record<string, unknown>>();
    const choice = parseServers(command, map);
    const argument = setter.arguments.find(({ required }) => required);
    if (argument === undefined || !('names' in choice)) return;
    const forAll = readValueOptions(command, setter, options);
    const values = prios
      .split(',')
      .map((prio) => ({ [argument.field]: readArgument(command, argument, prio.trim()), ...forAll }));
    const { length } = choice.names;
    if (values.length !== length)
      usageError(command, `each server takes one priority: servers: ${length}, priorities: ${values.length}`);
    const { act } = await import('../act.ts');
    await act({ command, family, choice: { ...choice, one: false }, valueFor: (index) => values[index], options });
  });
}

import { Argument, Command, Option } from 'commander';
import type { ArgumentTraits, CommandTraits } from '../../action-table.ts';
import type { ActionFamily } from '../carry-out.ts';
import { columnsOf } from '../columns.ts';
import { addOutputOptions, addServerOptions, addUndoOption, addWatchOption, type CommandOptions } from '../options.ts';
import { parseServers, type ServerChoice } from '../parse-servers.ts';
import { usageError } from '../usage.ts';
import { parseValue } from '../values.ts';

/** The thesis's name for the server. */
const serverArgument = 'instance-name';

/** The command of one action. */
export function actionCommand(traits: CommandTraits, actions: readonly CommandTraits[]): Command {
  const required = traits.arguments.filter(({ required }) => required);
  const command = new Command(traits.command)
    .summary(traits.summary)
    .description(fullDescription(traits))
    .usage(`[options] ${[serverArgument, ...required.map(({ name }) => name)].map((name) => `<${name}>`).join(' ')}`)
    // Both kinds of word may be left out as far as commander knows: with --all there is no server.
    .argument(`[${serverArgument}]`, 'name or id of the server, or several after commas');
  for (const argument of required) command.addArgument(new Argument(`[${argument.name}]`, describe(argument)));
  addValueOptions(command, traits);
  const family = familyOf(traits, actions);
  addServerOptions(addOutputOptions(command, columnsOf(family)));
  if (traits.reads) addWatchOption(command);
  if (traits.getter !== undefined) addUndoOption(command);

  return command.action(async () => {
    const options = command.optsWithGlobals<CommandOptions & Record<string, unknown>>();
    const { choice, words } = readWords(command, [serverArgument, ...required.map(({ name }) => name)], options);
    const value = readValue(command, traits, words, options);
    const { act } = await import('../act.ts');
    await act({ command, family, choice, valueFor: () => value, options });
  });
}

/** An option for each argument that may be left out. */
export function addValueOptions(command: Command, { arguments: known }: CommandTraits): void {
  for (const argument of known.filter(({ required }) => !required)) command.addOption(optionFor(argument));
}

/** An action with the others that belong to it. */
export function familyOf(traits: CommandTraits, actions: readonly CommandTraits[]): ActionFamily {
  const find = (name: string | undefined) => actions.find(({ action }) => action === name);
  const [getter, setter, resetter] = [find(traits.getter), find(traits.setter), find(traits.resetter)];
  return { traits, ...(getter && { getter }), ...(setter && { setter }), ...(resetter && { resetter }) };
}

/** The words of a command by what they are: the servers, unless an option names them, and the rest. */
export function readWords(
  command: Command,
  names: readonly string[],
  { all = false, allProjects = false }: CommandOptions,
): { choice: ServerChoice; words: readonly string[] } {
  const everything = all || allProjects;
  const expected = everything ? names.slice(1) : names;
  const { args } = command;
  const missing = expected[args.length];
  if (missing !== undefined) usageError(command, `missing required argument '${missing}'`);
  if (args.length > expected.length)
    usageError(
      command,
      everything ? `with ${all ? '--all' : '--all-projects'} no server is named` : 'too many arguments',
    );
  if (everything) return { choice: { allProjects, one: false }, words: args };
  return { choice: parseServers(command, args[0] ?? ''), words: args.slice(1) };
}

function readValue(
  command: Command,
  traits: CommandTraits,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): unknown {
  if (!traits.takesValue) return null;
  const required = traits.arguments.filter(({ required }) => required);
  const values = required.map((argument, index) => [
    argument.field,
    readArgument(command, argument, words[index] ?? ''),
  ]);
  return { ...Object.fromEntries(values), ...readValueOptions(command, traits, options) };
}

/** What the options say of those arguments that may be left out. */
export function readValueOptions(
  command: Command,
  { arguments: known }: CommandTraits,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = known
    .filter(({ required }) => !required)
    .map((argument) => [argument, options[optionFor(argument).attributeName()]] as const)
    .filter(([, text]) => text !== undefined);
  return Object.fromEntries(
    given.map(([argument, text]) => [argument.field, readArgument(command, argument, String(text))]),
  );
}

/** An argument's value; a usage error where it is none. */
export function readArgument(command: Command, argument: ArgumentTraits, text: string): unknown {
  try {
    return parseValue(argument, text);
  } catch (error) {
    const where = argument.required ? `argument ${argument.name}` : `option ${optionFor(argument).long}`;
    if (error instanceof RangeError) usageError(command, `${where}: ${error.message}`);
    throw error;
  }
}

/** The summary and the contract's words, which begin with the summary where it was taken from them. */
const fullDescription = ({ summary, description }: CommandTraits): string =>
  description.startsWith(summary) ? description : `${summary}.\n\n${description}`;

function optionFor({ values, ...argument }: ArgumentTraits): Option {
  const option = new Option(`--${argument.name.replaceAll('_', '-')} <value>`, asPhrase(describe(argument)));
  return values === undefined ? option : option.choices(values);
}

/** As all options are described: no sentence. A name such as CPU or MiB stays. */
const asPhrase = (text: string): string => text.replace(/^[A-Z][a-z]*\b/, (word) => word.toLowerCase());

function describe({ description, unit, words = {}, values }: ArgumentTraits): string {
  const named = Object.keys(words).map((word) => `${word} says the same as ${words[word]}`);
  const sizes = unit === 'MiB' ? ['MiB; with a unit also 512M, 1.5GiB'] : [];
  const choices = values === undefined ? [] : [`one of ${values.join(', ')}`];
  const said = description.replace(/\.$/, '').replace(/^MiB(; )?/, unit === 'MiB' ? '' : '$&');
  return [said, ...sizes, ...choices, ...named].filter((part) => part !== '').join('; ');
}

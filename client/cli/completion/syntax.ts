import type { Argument, Command, Help, Option } from 'commander';

/** What a word can be: one of some words, or what a shell finds out while somebody types. */
export type Source = readonly string[] | 'servers' | 'commands' | 'file' | 'unknown';

export interface OptionSyntax {
  /** Short and long. */
  readonly names: readonly string[];
  readonly description: string;
  readonly repeats: boolean;
  readonly value?: {
    readonly name: string;
    readonly source: Source;
    /** It stands in the same word, after `=`, or not at all. */
    readonly attached: boolean;
  };
}

export interface CommandSyntax {
  readonly name: string;
  readonly summary: string;
  /** Its own ones. */
  readonly options: readonly OptionSyntax[];
  readonly places: readonly { readonly name: string; readonly source: Source }[];
}

/** The command line as a shell has to know it. */
export interface Syntax {
  /** What stands before a command and after it. */
  readonly options: readonly OptionSyntax[];
  /** Only before a command: each command has its own. */
  readonly help: readonly OptionSyntax[];
  /** Those of `options` with which to ask, too, what servers there are. */
  readonly connection: readonly OptionSyntax[];
  readonly commands: readonly CommandSyntax[];
}

/** Those with which no servers are named. */
export const insteadOfServers: readonly string[] = ['--all', '--all-projects'];

/** Short and long ones, one after the other. */
export const namesOf = (options: readonly OptionSyntax[]): string[] => options.flatMap(({ names }) => names);

/** Reads the commands and their options off the program. */
export function describeSyntax(program: Command): Syntax {
  const help = program.createHelp();
  const everywhere = program.options.filter(({ hidden }) => !hidden);
  const only = help.visibleOptions(program).filter((option) => !everywhere.includes(option));
  const options = everywhere.map((option) => describeOption(option, help));
  return {
    options,
    help: only.map((option) => describeOption(option, help)),
    // With --version nothing else is done.
    connection: options.filter(({ names }) => !names.includes('--version')),
    commands: help.visibleCommands(program).map((command) => ({
      name: command.name(),
      summary: help.subcommandDescription(command),
      options: help.visibleOptions(command).map((option) => describeOption(option, help)),
      places: command.registeredArguments.map((argument) => ({
        name: argument.name(),
        source: argument.argChoices ?? sourceOfArgument(argument),
      })),
    })),
  };
}

function sourceOfArgument(argument: Argument): Source {
  switch (argument.name()) {
    case 'instance-name':
    case 'instance-map':
      return 'servers';
    case 'command':
      return 'commands';
    default:
      return 'unknown';
  }
}

function describeOption(option: Option, help: Help): OptionSyntax {
  const described = {
    names: [option.short, option.long].filter((name) => name !== undefined),
    description: option.description,
    repeats: option.variadic || Array.isArray(option.defaultValue),
  };
  const name = /[<[](.+?)(\.\.\.)?[>\]]/.exec(option.flags)?.[1];
  if (name === undefined) return described;
  const source = option.argChoices ?? (name === 'file' ? 'file' : 'unknown');
  // The help page is where it stands that a value is taken only after `=`.
  const attached = option.optional || help.optionTerm(option).includes('[=');
  return { ...described, value: { name, source, attached } };
}

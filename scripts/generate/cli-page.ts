import type { Command } from 'commander';
import { buildProgram, epilogue } from '../../client/cli/program.ts';
import { commands } from '../../client/generated/commands.ts';

const introduction = `# The command line

Generated from the commands themselves by \`npm run generate\`; \`novatune help\` and \`novatune help COMMAND\` print the same.
`;

/** docs/reference/cli.md: the help of every command, as a terminal of 100 columns shows it. */
export function cliPage(): string {
  const program = buildProgram(commands, {});
  // Once is enough for the options of all commands.
  for (const command of program.commands)
    command.configureHelp({ ...program.configureHelp(), showGlobalOptions: false });
  const sections = program.commands.map((command) => `## ${command.name()}\n\n${helpOf(command)}`);
  return [introduction, epilogue, `## novatune\n\n${helpOf(program)}`, ...sections].join('\n');
}

function helpOf(command: Command): string {
  command.configureOutput({ getOutHelpWidth: () => 100, getOutHasColors: () => false });
  return `\`\`\`\n${command.helpInformation().trimEnd()}\n\`\`\`\n`;
}

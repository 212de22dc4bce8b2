import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Bounds } from '../identity/bounds.ts';
import type { Caller } from '../identity/caller.ts';
import type { Target } from '../identity/check.ts';
import type { Policy } from '../identity/policy.ts';
import { judgeActions } from './judge-actions.ts';
import { formatOverview } from './policy-overview.ts';
import { formatJudgements } from './policy-table.ts';

/** What main.ts knows of the policy. */
export interface PolicyToCheck {
  readonly policy: Policy;
  readonly bounds: Bounds;
  /** Every action, in the order of openapi.yaml. */
  readonly actions: readonly string[];
}

interface CheckOptions {
  readonly as?: readonly string[];
  readonly user: string;
  readonly project: string;
  readonly serverProject?: string;
  readonly serverUser?: string;
  readonly action?: string;
  readonly format: 'table' | 'json';
}

const explanation = `
The policy is that of a configuration, given as for a start: by --config, or --fake.
Roles are those in the token, all of them: with Keystone's usual ones a manager has manager,member,reader.
Without --as it shows what each of these may do with a server of their own project.`;

/** `novatuned policy check`; `open` reads the policy that the options before it name. */
export function addPolicyCheck(program: Command, open: (options: object) => PolicyToCheck): void {
  program
    .command('policy')
    .description('say who may do what')
    .command('check')
    .description('check the policy, and say what a caller may do and why')
    .option('--as <roles>', 'roles of the caller, separated by commas; "" for none', parseRoles)
    .option('--user <id>', "the caller's id", 'me')
    .option('--project <id>', "the caller's project", 'mine')
    .option('--server-project <id>', "the server's project (default: the caller's)")
    .option('--server-user <id>', "the server's user (default: the caller)")
    .option('--action <name>', 'this action only')
    .addOption(new Option('-f, --format <format>', 'form of the answer').choices(['table', 'json']).default('table'))
    .addHelpText('after', explanation)
    .action((options: CheckOptions, command: Command) => {
      const { policy, bounds, actions } = open(command.optsWithGlobals());
      if (options.action !== undefined && !actions.includes(options.action))
        command.error(`error: there is no action ${options.action}; it may be ${actions.join(', ')}`);
      const { as: roles, serverProject, serverUser } = options;
      if (roles === undefined && (serverProject ?? serverUser) !== undefined)
        command.error(
          `error: --server-${serverProject === undefined ? 'user' : 'project'} takes --as, which says whose rights with that server are meant`,
        );
      command.configureOutput().writeOut?.(answer(options, { policy, bounds, actions }));
    });
}

function parseRoles(text: string): string[] {
  const roles = text.split(',').map((role) => role.trim());
  if (text.trim() === '') return [];
  if (roles.includes('')) throw new InvalidArgumentError('It must be names separated by commas.');
  return roles;
}

function answer(options: CheckOptions, { policy, bounds, actions }: PolicyToCheck): string {
  const shown = options.action === undefined ? actions : [options.action];
  const { as: roles, project: projectId, user: userId, format } = options;
  if (roles === undefined) return formatOverview({ policy, bounds, actions: shown, projectId, userId }, format);
  const claims = { userId, projectId, roles };
  const caller: Caller = { ...claims, isAdmin: policy.isAdmin(claims) };
  const server: Target = { projectId: options.serverProject ?? projectId, userId: options.serverUser ?? userId };
  const judgements = judgeActions(shown, { policy, bounds, caller, server });
  return formatJudgements(
    { caller, server, judgements: options.action === undefined ? judgements : judgements.slice(0, 1) },
    format,
  );
}

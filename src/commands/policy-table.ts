import type { Caller } from '../identity/caller.ts';
import type { Target } from '../identity/check.ts';
import { formatColumns } from './columns.ts';
import type { Judgement } from './judge-actions.ts';

/** What was found out about one caller and one server. */
export interface Judged {
  readonly caller: Caller;
  readonly server: Target;
  readonly judgements: readonly Judgement[];
}

/** Who may do what, with its reasons. The last column is a line as it would stand in a policy file. */
export function formatJudgements({ caller, server, judgements }: Judged, format: 'table' | 'json'): string {
  if (format === 'json') return `${JSON.stringify({ caller, server, actions: judgements }, undefined, 2)}\n`;
  const rows = judgements.map(({ action, allowed, status, bounds, because, rule, check }) => [
    action,
    allowed ? 'yes' : `no, ${status}`,
    bounds ?? '',
    because.join(', '),
    `${rule}: ${JSON.stringify(check)}`,
  ]);
  return `${describe(caller, server)}\n\n${formatColumns(['action', 'may', 'bounds', 'because', 'policy'], rows)}`;
}

function describe({ userId, projectId, roles, isAdmin }: Caller, server: Target): string {
  const named = roles.length === 0 ? 'no role' : `the role${roles.length > 1 ? 's' : ''} ${roles.join(', ')}`;
  const who = `${userId} has ${named} in the project ${projectId} and is ${isAdmin ? 'an admin' : 'no admin'}.`;
  return `${who} The server is ${server.userId}'s, in the project ${server.projectId}.`;
}

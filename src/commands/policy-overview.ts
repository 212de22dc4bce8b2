import type { Caller, Claims } from '../identity/caller.ts';
import { formatColumns } from './columns.ts';
import { type Asked, judgeActions } from './judge-actions.ts';

/** Keystone's usual roles, each with those that it implies. */
const usualRoles = {
  admin: ['admin', 'manager', 'member', 'reader'],
  manager: ['manager', 'member', 'reader'],
  member: ['member', 'reader'],
  reader: ['reader'],
  'no role': [],
} as const;

export interface Overview extends Pick<Asked, 'policy' | 'bounds'>, Pick<Claims, 'userId' | 'projectId'> {
  readonly actions: readonly string[];
}

/** What those with the usual roles may do with a server of their own project. */
export function formatOverview({ policy, bounds, actions, ...who }: Overview, format: 'table' | 'json'): string {
  const columns = Object.values(usualRoles).map((roles) => {
    const claims = { ...who, roles };
    const caller: Caller = { ...claims, isAdmin: policy.isAdmin(claims) };
    return judgeActions(actions, { policy, bounds, caller, server: who });
  });
  const names = Object.keys(usualRoles);
  const table = (columns[0] ?? []).map(({ action, rule, check }, index) => ({
    action,
    rule,
    check,
    may: Object.fromEntries(names.map((name, column) => [name, columns[column]?.[index]])),
  }));
  if (format === 'json') {
    const documents = table.map(({ may, ...row }) => ({
      ...row,
      may: Object.fromEntries(
        Object.entries(may).map(([name, found]) => [name, { allowed: found?.allowed, bounds: found?.bounds }]),
      ),
    }));
    return `${JSON.stringify({ actions: documents }, undefined, 2)}\n`;
  }
  const rows = table.map(({ action, may }) => [
    action,
    ...names.map((name) => (may[name]?.allowed ? (may[name].bounds ?? 'yes') : 'no')),
  ]);
  return `${formatColumns(['action', ...names], rows)}`;
}

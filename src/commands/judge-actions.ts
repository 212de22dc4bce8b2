// commands/ holds what novatuned does besides serving, one file per subcommand. It imports identity/ and leaf files; main.ts hands it the rest.
import { type Bounds, describeBounds } from '../identity/bounds.ts';
import type { Caller } from '../identity/caller.ts';
import { ruleOf, type Target } from '../identity/check.ts';
import { explainCheck } from '../identity/explain-check.ts';
import type { Policy } from '../identity/policy.ts';
import { ruleOfAction, ruleOfRead, serverReads } from '../identity/rule-names.ts';

/** Whether a caller may do something, and why. */
export interface Judgement {
  readonly action: string;
  readonly rule: string;
  /** The rule as it is written. */
  readonly check: string;
  readonly allowed: boolean;
  /** 404: a server of another project, of which only admins know. */
  readonly status: 200 | 403 | 404;
  readonly because: readonly string[];
  /** How far, such as `100 to 1024`; undefined where all that the host takes is allowed, or nothing. */
  readonly bounds: string | undefined;
}

export interface Asked {
  readonly policy: Policy;
  readonly bounds: Bounds;
  readonly caller: Caller;
  readonly server: Target;
}

const requests: Readonly<Record<(typeof serverReads)[number], string>> = {
  index: 'GET /servers',
  detail: 'GET /servers/detail',
  show: 'GET /servers/ID',
  'index:get_all_tenants': 'GET /servers?all_tenants=1',
  'detail:get_all_tenants': 'GET /servers/detail?all_tenants=1',
};

/** What a caller may do with a server, action by action, and whether they may see it, and lists. */
export function judgeActions(actions: readonly string[], asked: Asked): Judgement[] {
  const reads = serverReads.map((read) =>
    // A list is of the caller's own project.
    judge(requests[read], ruleOfRead(read), read === 'show' ? asked : { ...asked, server: asked.caller }),
  );
  return [...actions.map((action) => judge(action, ruleOfAction(action), asked)), ...reads];
}

function judge(action: string, rule: string, { policy, bounds, caller, server }: Asked): Judgement {
  const { rules, texts } = policy;
  const known = { action, rule, check: texts.get(rule) ?? '!' };
  if (!caller.isAdmin && server.projectId !== caller.projectId) {
    const because = ["only admins know of another project's servers"];
    return { ...known, allowed: false, status: 404, because, bounds: undefined };
  }
  const allowed = policy.allows(rule, caller, server);
  const because = explainCheck(ruleOf(rules, rule), { caller, target: server, rules });
  const limits = allowed ? bounds.of(action, caller, server.projectId) : [];
  const range = limits.length === 0 ? undefined : describeBounds(limits);
  return { ...known, allowed, status: allowed ? 200 : 403, because, bounds: range };
}

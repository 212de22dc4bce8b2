import { Fault } from '../faults.ts';
import type { Caller, Claims } from './caller.ts';
import { passes, ruleOf, type Target } from './check.ts';
import type { PolicyRules } from './policy-rules.ts';
import { adminRule } from './rule-names.ts';

/** Who may do what. */
export class Policy implements PolicyRules {
  readonly rules: PolicyRules['rules'];
  readonly texts: PolicyRules['texts'];

  constructor({ rules, texts }: PolicyRules) {
    this.rules = rules;
    this.texts = texts;
  }

  /** Whether whoever a token is of counts as an admin; asked about their own project, as Nova does. */
  isAdmin(claims: Claims): boolean {
    return passes(ruleOf(this.rules, adminRule), { caller: claims, target: claims, rules: this.rules });
  }

  allows(rule: string, caller: Caller, target: Target): boolean {
    return passes(ruleOf(this.rules, rule), { caller, target, rules: this.rules });
  }

  /**
   * Lets a caller pass or not.
   * @throws {Fault} forbidden, naming the rule as Nova does
   */
  enforce(rule: string, caller: Caller, target: Target): void {
    if (!this.allows(rule, caller, target))
      throw new Fault('forbidden', `Policy doesn't allow ${rule} to be performed.`);
  }
}

import { z } from 'zod';
import type { Claims } from './caller.ts';

/** What Keystone says of a token that is valid, as far as it matters here. */
export interface KeystoneToken {
  /** Undefined where the token is for no project: unscoped, or for a domain or the system. */
  readonly claims: Claims | undefined;
  /** As Date.now() counts. */
  readonly expiresAt: number;
  /** Whether it is good for some requests only, which its application credential lists. */
  readonly hasAccessRules: boolean;
}

const id = z.string().min(1);
const owned = z.object({ id, domain: z.object({ id }).nullish() });
const answer = z.object({
  token: z.object({
    user: owned,
    project: owned.nullish(),
    roles: z.array(z.object({ name: z.string() })).default([]),
    expires_at: z.iso.datetime({ offset: true }),
    application_credential: z.object({ access_rules: z.unknown().optional() }).nullish(),
  }),
});

/** Reads Keystone's answer to a validation; undefined for one that is none. @see keystone/common/render_token.py */
export function parseKeystoneToken(body: unknown): KeystoneToken | undefined {
  const parsed = answer.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, project, roles, expires_at, application_credential } = parsed.data.token;
  const accessRules = application_credential?.access_rules;
  return {
    claims: project
      ? {
          userId: user.id,
          projectId: project.id,
          roles: roles.map(({ name }) => name),
          userDomainId: user.domain?.id,
          projectDomainId: project.domain?.id,
        }
      : undefined,
    expiresAt: Date.parse(expires_at),
    hasAccessRules: accessRules !== undefined && accessRules !== null,
  };
}

// identity/ answers two questions: whose token is this, and may they do that. It imports leaf files only.
// Start here: a Caller is who asks; noauth2.ts reads one from a token, policy.ts says what they may.

/** Who makes a request, in which project. */
export interface Caller {
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly string[];
}

/** Tells whose token it is; undefined for a token that is not valid. */
export type Authenticate = (token: string) => Promise<Caller | undefined>;

export const isAdmin = (caller: Caller): boolean => caller.roles.includes('admin');

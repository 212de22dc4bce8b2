// identity/ answers two questions: whose token is this, and may they do that. It imports openstack/ and leaf files.
// Start here: a Caller is who asks; noauth2.ts and keystone.ts read one from a token, policy.ts says what they may, bounds.ts how far.

/** What a token says of whoever sends it. */
export interface Claims {
  readonly userId: string;
  readonly projectId: string;
  /** Names, as Keystone has them. */
  readonly roles: readonly string[];
  /** Undefined where nobody tells: with noauth2. */
  readonly userDomainId?: string | undefined;
  readonly projectDomainId?: string | undefined;
}

/** Who makes a request, in which project. */
export interface Caller extends Claims {
  /** As the rule `context_is_admin` has it: sees the servers of every project, and is not held up by locks. */
  readonly isAdmin: boolean;
}

/**
 * Tells whose token it is; undefined for a token that is not valid.
 * @throws {Fault} cloudUnavailable: whoever knows the tokens does not answer
 */
export type Authenticate = (token: string) => Promise<Caller | undefined>;

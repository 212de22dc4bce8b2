/** Where a request goes, and as whom. */
export interface Access {
  /** With the version, without a slash at the end. */
  readonly endpoint: string;
  /** Goes into `X-Auth-Token`; left out where nobody asks for one. */
  readonly token?: string;
  /** The service's type, where the endpoint is one of the catalog. */
  readonly serviceType?: string;
}

/** Where requests get their access from. */
export interface AccessSource {
  /** What the next request goes with. */
  get(signal: AbortSignal | undefined): Promise<Access>;
  /** What to go with after that one was answered with 401; undefined where there is nothing else to try. */
  renew(refused: Access, signal: AbortSignal | undefined): Promise<Access | undefined>;
}

/** The same for every request. */
export const fixedAccess = (access: Access): AccessSource => ({
  get: async () => access,
  renew: async () => undefined,
});

/** Whether a token can stand in a header. Without types anything gets here, and a pattern would take an unset variable for its name. */
export const isSendable = (token: unknown): token is string =>
  typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);

/** What novatuned logs in with. */
export type Credentials =
  | {
      readonly type: 'password';
      readonly username: string;
      readonly userDomainName: string;
      readonly password: string;
      readonly projectName: string;
      readonly projectDomainName: string;
    }
  | { readonly type: 'v3applicationcredential'; readonly id: string; readonly secret: string };

/**
 * The body of a login. An application credential has its project in it, and Keystone takes no scope beside one.
 * @see keystone/auth/core.py
 */
export function loginBody(credentials: Credentials): object {
  if (credentials.type === 'v3applicationcredential') {
    const { id, secret } = credentials;
    return { auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } } };
  }
  const { username, userDomainName, password, projectName, projectDomainName } = credentials;
  const user = { name: username, domain: { name: userDomainName }, password };
  const project = { name: projectName, domain: { name: projectDomainName } };
  return { auth: { identity: { methods: ['password'], password: { user } }, scope: { project } } };
}

/** Who logs in, for the log: without what nobody must know. */
export const describeCredentials = (credentials: Credentials): string =>
  credentials.type === 'password'
    ? `user ${credentials.username} in project ${credentials.projectName}`
    : `application credential ${credentials.id}`;

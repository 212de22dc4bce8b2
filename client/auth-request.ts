import type { ApplicationCredentialLogin, KeystoneLogin, PasswordLogin, TokenLogin } from './login.ts';

/** OpenStack's clients take this domain where none is named. @see python-novaclient novaclient/shell.py */
const defaultDomain = { id: 'default' };

type WithUser = PasswordLogin | ApplicationCredentialLogin;
type WithProject = PasswordLogin | TokenLogin;

/** The body of `POST /v3/auth/tokens`. An application credential has its project by itself; Keystone refuses to be told one. */
export function authRequest(login: KeystoneLogin): unknown {
  switch (login.type) {
    case 'password': {
      const { password } = login;
      return authOf('password', { user: { ...userOf(login), password } }, scopeOf(login));
    }
    case 'token':
      return authOf('token', { id: login.token }, scopeOf(login));
    case 'applicationCredential':
      return authOf('application_credential', credentialOf(login));
  }
}

const authOf = (method: string, proof: object, scope?: object): unknown => ({
  auth: { identity: { methods: [method], [method]: proof }, ...(scope && { scope }) },
});

function credentialOf(login: ApplicationCredentialLogin): object {
  const { applicationCredentialId: id, applicationCredentialName: name, applicationCredentialSecret: secret } = login;
  return isGiven(id) ? { id, secret } : { name, secret, user: userOf(login) };
}

const userOf = ({ userId, username, userDomainId, userDomainName }: WithUser): object =>
  isGiven(userId) ? { id: userId } : { name: username, domain: domainOf(userDomainId, userDomainName) };

const scopeOf = ({ projectId, projectName, projectDomainId, projectDomainName }: WithProject): object => ({
  project: isGiven(projectId)
    ? { id: projectId }
    : { name: projectName, domain: domainOf(projectDomainId, projectDomainName) },
});

const domainOf = (id: string | undefined, name: string | undefined): object =>
  isGiven(id) ? { id } : isGiven(name) ? { name } : defaultDomain;

const isGiven = (text: string | undefined): boolean => text !== undefined && text !== '';

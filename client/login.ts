// The ways to log in. A field is called as in clouds.yaml and in the environment, but in this language's spelling: `userId` is user_id
// and OS_USER_ID.

/** How to get a token. */
export type Login = PasswordLogin | TokenLogin | ApplicationCredentialLogin | NoauthLogin | NoLogin;

/** A login that Keystone answers. */
export type KeystoneLogin = PasswordLogin | TokenLogin | ApplicationCredentialLogin;

/** As a user with a password. */
export interface PasswordLogin extends Keystone, User, Project {
  readonly type: 'password';
  readonly password: string;
}

/** With a token that somebody else got; the new one is for the project, and ends with that one. */
export interface TokenLogin extends Keystone, Project {
  readonly type: 'token';
  readonly token: string;
}

/** With an application credential, which is for one project already: by its id, or by its name and its user. */
export interface ApplicationCredentialLogin extends Keystone, User {
  readonly type: 'applicationCredential';
  readonly applicationCredentialId?: string;
  readonly applicationCredentialName?: string;
  readonly applicationCredentialSecret: string;
}

/** Without Keystone, for the strategy `noauth2`: the token is `user:project`, and nobody checks it. */
export interface NoauthLogin {
  readonly type: 'noauth';
  readonly userId: string;
  readonly projectId: string;
}

/** Without any token. */
export interface NoLogin {
  readonly type: 'none';
}

interface Keystone {
  /** Where Keystone answers, such as `http://127.0.0.1:5000`; with `/v3` at its end, or without. */
  readonly authUrl: string;
}

/** By id, or by name and domain; the domain is the one with the id `default` unless given. */
interface User {
  readonly userId?: string;
  readonly username?: string;
  readonly userDomainId?: string;
  readonly userDomainName?: string;
}

/** By id, or by name and domain; the domain is the one with the id `default` unless given. */
interface Project {
  readonly projectId?: string;
  readonly projectName?: string;
  readonly projectDomainId?: string;
  readonly projectDomainName?: string;
}

type FieldsOf<Kind extends Login> = Kind extends Login ? Exclude<keyof Kind, 'type'> : never;
export type LoginField = FieldsOf<Login>;

/** What there is of a login before it is known to be whole. */
export type PartialLogin = { readonly type: Login['type'] } & { readonly [Field in LoginField]?: string | undefined };

const user = ['userId', 'username', 'userDomainId', 'userDomainName'] as const;
const project = ['projectId', 'projectName', 'projectDomainId', 'projectDomainName'] as const;
const credential = ['applicationCredentialId', 'applicationCredentialName', 'applicationCredentialSecret'] as const;

/** What each kind of login may have. */
export const loginFields: Readonly<Record<Login['type'], readonly LoginField[]>> = {
  password: ['authUrl', ...user, 'password', ...project],
  token: ['authUrl', 'token', ...project],
  applicationCredential: ['authUrl', ...credential, ...user],
  noauth: ['userId', 'projectId'],
  none: [],
};

/** What one of a few fields gives. */
export type Need = readonly LoginField[];

const userNeed: Need = ['username', 'userId'];
const projectNeed: Need = ['projectName', 'projectId'];
const needs: Readonly<Record<Login['type'], readonly Need[]>> = {
  password: [['authUrl'], userNeed, ['password'], projectNeed],
  token: [['authUrl'], ['token'], projectNeed],
  applicationCredential: [
    ['authUrl'],
    ['applicationCredentialId', 'applicationCredentialName'],
    ['applicationCredentialSecret'],
  ],
  noauth: [['userId'], ['projectId']],
  none: [],
};

/** What a login lacks. */
export function missingNeeds(login: PartialLogin): Need[] {
  const isUnmet = (need: Need): boolean => need.every((field) => (login[field] ?? '') === '');
  const isNamed = login.type === 'applicationCredential' && (login.applicationCredentialId ?? '') === '';
  const alsoUser = isNamed && (login.applicationCredentialName ?? '') !== '' ? [userNeed] : [];
  return [...needs[login.type], ...alsoUser].filter(isUnmet);
}

/**
 * A login that has what it needs.
 * @throws {TypeError} it is of no known type, something is missing, or a field is no text
 */
export function checkLogin(login: Login): Login {
  // Without types anything gets here.
  const given = login as PartialLogin | null;
  if (typeof given !== 'object' || given === null || !Object.hasOwn(needs, given.type))
    throw new TypeError(`auth takes a type, which is one of ${Object.keys(needs).join(', ')}`);
  const wrong = loginFields[given.type].find((field) => !['string', 'undefined'].includes(typeof given[field]));
  if (wrong !== undefined) throw new TypeError(`auth.${wrong} takes a text`);
  const missing = missingNeeds(given).map((need) => need.map((field) => `auth.${field}`).join(' or '));
  if (missing.length > 0) throw new TypeError(`a login of type ${given.type} takes ${missing.join(', ')} as well`);
  return login;
}

import { type Cloud, connect, type Login } from '../../../client/index.ts';
import type { FakeCloud } from '../../fakes/keystone-cloud.ts';
import { fakeCredential, fakeProject, fakeUser } from '../../fakes/keystone-fake.ts';

const authUrl = 'http://keystone.test:5000/v3';

export const passwordLogin: Login = {
  type: 'password',
  authUrl,
  username: fakeUser.name,
  password: fakeUser.password,
  projectName: fakeProject.name,
};
export const credentialLogin: Login = {
  type: 'applicationCredential',
  authUrl,
  applicationCredentialId: fakeCredential.id,
  applicationCredentialSecret: fakeCredential.secret,
};
export const tokenLogin = (token: string): Login => ({ type: 'token', authUrl, token, projectId: fakeProject.id });

/** A client of a made-up cloud. */
export const cloudOf = (
  { fetch }: FakeCloud,
  auth: Login = passwordLogin,
  options: Omit<Parameters<typeof connect>[0], 'auth' | 'endpoint' | 'token'> & object = {},
): Cloud => connect({ ...options, auth, fetch });

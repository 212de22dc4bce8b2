// test/openstack/ runs against a real OpenStack: `npm run lab -- up --openstack`, then `npx vitest run --project openstack`. This file is
// what its tests have of the cloud; novatuned.ts starts a novatuned in it, server-kernel.ts looks past both at the hosts.

import { execOnHost, getLabHost } from '../lab/index.ts';
import {
  type Access,
  applicationCredentials,
  type CloudServer,
  type CloudUserName,
  cloudUsers,
  ensureDaemon,
  keystone,
  keystoneUrl,
  listServers,
  logIn,
  logInAsAdmin,
  stopDaemon,
} from '../lab/openstack/index.ts';

/** A fresh token of a user, scoped to the user's own project unless another one is named. */
export async function tokenOf(user: CloudUserName, project: string = cloudUsers[user].project): Promise<string> {
  return (await accessOf(user, project)).token;
}

/** The same, with the ids of user and project. */
export async function accessOf(user: CloudUserName, project: string = cloudUsers[user].project): Promise<Access> {
  return logIn({ name: user, project });
}

/** A token by one of demo's application credentials. */
export async function tokenByCredential(credential: keyof typeof applicationCredentials): Promise<string> {
  const { name, secret } = applicationCredentials[credential];
  const user = { name: cloudUsers.demo.name, domain: { name: 'Default' } };
  const identity = { methods: ['application_credential'], application_credential: { name, secret, user } };
  const response = await fetch(`${keystoneUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity } }),
  });
  const token = response.headers.get('X-Subject-Token');
  if (token === null) throw new Error(`Keystone answered ${response.status} to the credential ${name}`);
  return token;
}

/** A server of the cloud by its name, as Nova has it now. */
export async function serverNamed(name: string): Promise<CloudServer> {
  const server = (await listServers(await logInAsAdmin())).find((each) => each.name === name);
  if (server === undefined) throw new Error(`the cloud has no server ${name}`);
  return server;
}

/** Runs a command that has to succeed on the compute host where a server is. */
export async function onHostOf({ host, name }: CloudServer, ...argv: readonly string[]): Promise<string> {
  if (host === null) throw new Error(`${name} is on no host`);
  const { stdout, stderr, exitCode } = await execOnHost(getLabHost(host).name, argv);
  if (exitCode !== 0) throw new Error(`${argv.join(' ')} on ${host} exited with ${exitCode}: ${stderr}`);
  return stdout;
}

/** Keystone, to see what happens without. */
export const keystoneService = {
  async stop(): Promise<void> {
    for (const daemon of keystone.daemons) await stopDaemon(daemon);
  },
  /** Starts it, if it does not run, and waits until it answers. */
  async start(): Promise<void> {
    for (const daemon of keystone.daemons) await ensureDaemon(daemon);
  },
  async restart(): Promise<void> {
    await keystoneService.stop();
    await keystoneService.start();
  },
};

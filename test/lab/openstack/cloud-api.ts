import { cloudPassword, keystoneUrl } from './layout.ts';
import { type CloudUser, cloudUsers } from './users.ts';

/** A token, and for whom. */
export interface Access {
  readonly token: string;
  readonly userId: string;
  readonly projectId: string;
}

/** What a cloud's service answers to a request it has not carried out. */
export class CloudRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const json = { 'Content-Type': 'application/json' };

/** Logs a user in by name and password, scoped to a project of the Default domain. */
export async function logIn({ name, project }: Pick<CloudUser, 'name' | 'project'>): Promise<Access> {
  const domain = { name: 'Default' };
  const identity = { methods: ['password'], password: { user: { name, domain, password: cloudPassword } } };
  const body = { auth: { identity, scope: { project: { name: project, domain } } } };
  const response = await send(`${keystoneUrl}/auth/tokens`, 'POST', json, JSON.stringify(body));
  const { token } = (await response.json()) as { token: { user: { id: string }; project: { id: string } } };
  const header = response.headers.get('X-Subject-Token') ?? '';
  return { token: header, userId: token.user.id, projectId: token.project.id };
}

let lastAdmin: Promise<Access> | undefined;

/** The admin's access; one login is enough for all who look after the cloud. */
export function logInAsAdmin(): Promise<Access> {
  const access = lastAdmin ?? logIn(cloudUsers.admin);
  lastAdmin = access;
  access.catch(() => {
    lastAdmin = undefined;
  });
  return access;
}

/**
 * Asks a service of the cloud.
 * @returns its answer's JSON; undefined when it has no body
 * @throws {CloudRefusal} when the status says that it was not done
 */
export async function ask<T>(access: Access, method: string, url: string, body?: unknown): Promise<T> {
  const isBinary = body instanceof Uint8Array;
  const type = isBinary ? { 'Content-Type': 'application/octet-stream' } : json;
  const headers = { 'X-Auth-Token': access.token, ...(body === undefined ? {} : type) };
  const content = isBinary ? Uint8Array.from(body) : body === undefined ? undefined : JSON.stringify(body);
  const response = await send(url, method, headers, content);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer> | undefined,
): Promise<Response> {
  const signal = AbortSignal.timeout(60_000);
  const response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  if (response.ok) return response;
  const said = (await response.text()).slice(0, 600);
  throw new CloudRefusal(response.status, `${method} ${url} was answered with ${response.status}: ${said}`);
}

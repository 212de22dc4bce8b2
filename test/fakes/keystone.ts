import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Credentials } from '../../src/openstack/credentials.ts';

/** Whom a token is of, and for what. */
export interface TokenOf {
  readonly userId?: string;
  readonly projectId?: string;
  readonly roles?: readonly string[];
  /** From now on; an hour unless it says otherwise. */
  readonly lifeMs?: number;
  /** What it is for instead of a project. */
  readonly scope?: 'none' | 'domain' | 'system';
  /** Of an application credential; `access_rules` is left out where it is undefined. */
  readonly credential?: { readonly access_rules?: unknown };
}

interface Issued extends TokenOf {
  readonly expiresAt: number;
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

type Endpoint = readonly [type: string, url: string, interfaceName?: string, region?: string];

/** The one service user there is. */
export const serviceUser = { username: 'novatune', password: 'Pa$$w0rd', project: 'service' };
/** novatuned's own login as that user. */
export const byPassword = {
  type: 'password',
  username: serviceUser.username,
  userDomainName: 'Default',
  password: serviceUser.password,
  projectName: serviceUser.project,
  projectDomainName: 'Default',
} as const satisfies Credentials;
export const serviceCredential = { id: 'a1b2c3', secret: 's3cret-of-the-credential' };

/**
 * A Keystone on a port of this machine, in the form of the captured one. It validates tokens that it has issued for whoever has logged in
 * as the service user, and refuses what it does not know. It can be stopped, and started again in the same place.
 */
export class ScriptedKeystone {
  catalog: readonly Endpoint[] = [];
  /** How long its logins last. */
  loginLifeMs = 3_600_000;
  /** Whether the service user may validate tokens. */
  mayValidate = true;
  /** Whether it knows of access rules, as since Train. */
  mindsAccessRules = true;
  /** How long it takes to answer. */
  delayMs = 0;
  /** Answers everything with this status instead. */
  brokenStatus: number | undefined;
  /** The clock, as Date.now() counts. */
  now: () => number = Date.now;
  readonly calls = { logins: 0, validations: 0 };
  /** The requests it is answering, at most at once. */
  busiest = 0;
  /** The headers of the last validation. */
  lastAsked: IncomingMessage['headers'] = {};
  readonly #logins = new Set<string>();
  readonly #issued = new Map<string, Issued>();
  readonly #revoked = new Set<string>();
  #server: Server | undefined;
  #port = 0;
  #open = 0;
  #count = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** As a process that is killed: every connection breaks off. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  issue(token: TokenOf = {}): string {
    this.#count += 1;
    const name = `gAAAAAB-subject_${this.#count}-${'x'.repeat(160)}`;
    this.#issued.set(name, { ...token, expiresAt: this.now() + (token.lifeMs ?? 3_600_000) });
    return name;
  }

  revoke(token: string): void {
    this.#revoked.add(token);
  }

  /** As after new Fernet keys: it knows none of its logins any more. */
  forgetLogins(): void {
    this.#logins.clear();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1;
    this.busiest = Math.max(this.busiest, this.#open);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    this.#open -= 1;
    send(response, this.#answer(request, Buffer.concat(chunks).toString()));
  }

  #answer(request: IncomingMessage, body: string): Reply {
    const [path = '', query] = (request.url ?? '').split('?');
    const what = `${request.method} ${path}`;
    if (this.brokenStatus !== undefined) return errorOf(this.brokenStatus, 'Broken', 'It is broken');
    if (what === 'POST /v3/auth/tokens') return this.#logIn(JSON.parse(body));
    if (what === 'GET /v3/auth/tokens') return this.#validate(request, query === 'nocatalog');
    return errorOf(404, 'Not Found', 'The resource could not be found.');
  }

  #logIn({ auth }: { auth: unknown }): Reply {
    this.calls.logins += 1;
    if (!isLogin(auth)) return unauthorized(this.url);
    const token = `gAAAAAB-service_${this.calls.logins}`;
    this.#logins.add(token);
    const expires_at = inKeystonesForm(this.now() + this.loginLifeMs);
    const catalog = this.catalog.map(([type, url, name = 'internal', region = 'RegionOne']) => ({
      type,
      name: type,
      id: type,
      endpoints: [{ id: `${type}-${name}`, interface: name, region, region_id: region, url }],
    }));
    const body = { token: { methods: ['password'], expires_at, catalog } };
    return { status: 201, body, headers: { 'X-Subject-Token': token } };
  }

  #validate(request: IncomingMessage, nocatalog: boolean): Reply {
    this.calls.validations += 1;
    this.lastAsked = request.headers;
    const own = String(request.headers['x-auth-token']);
    const subject = String(request.headers['x-subject-token']);
    if (!this.#logins.has(own)) return unauthorized(this.url);
    if (!this.mayValidate) return errorOf(403, 'Forbidden', 'You are not authorized to perform the requested action');
    const issued = this.#issued.get(subject);
    if (issued === undefined) return errorOf(404, 'Not Found', 'Could not recognize Fernet token');
    const isOver = this.#revoked.has(subject) || this.now() >= issued.expiresAt;
    const isRestricted =
      this.mindsAccessRules &&
      issued.credential?.access_rules !== undefined &&
      !request.headers['openstack-identity-access-rules'];
    if (isOver || isRestricted) return errorOf(404, 'Not Found', 'Failed to validate token');
    const token = { ...describe(issued), ...(nocatalog ? {} : { catalog: [] }) };
    return { status: 200, body: { token }, headers: { 'X-Subject-Token': subject } };
  }
}

/** A scripted Keystone that runs, for one test. */
export async function startKeystone(): Promise<ScriptedKeystone> {
  const keystone = new ScriptedKeystone();
  await keystone.start();
  onTestFinished(() => keystone.stop());
  return keystone;
}

const domain = { id: 'default', name: 'Default' };

function describe({ userId = 'alice', projectId = 'p1', roles = ['reader'], scope, credential, expiresAt }: Issued) {
  const scopes = {
    none: {},
    domain: { domain },
    system: { system: { all: true } },
    project: { project: { domain, id: projectId, name: projectId }, is_domain: false },
  };
  return {
    methods: [credential === undefined ? 'password' : 'application_credential'],
    user: { domain, id: userId, name: userId, password_expires_at: null },
    audit_ids: ['f6xHmpIoRcOpcZViPNIKMw'],
    expires_at: inKeystonesForm(expiresAt),
    issued_at: '2026-11-20T12:13:59.000000Z',
    ...scopes[scope ?? 'project'],
    ...(scope === 'none' ? {} : { roles: roles.map((name) => ({ id: `id-of-${name}`, name })) }),
    ...(credential === undefined
      ? {}
      : { application_credential: { id: 'c1', name: 'mine', restricted: true, ...credential } }),
  };
}

const inKeystonesForm = (time: number): string => new Date(time).toISOString().replace('Z', '000Z');

/** To the letter: Keystone refuses a scope beside an application credential, and a login without one has no project. */
function isLogin(auth: unknown): boolean {
  const { username, password, project } = serviceUser;
  const inDomain = { domain: { name: 'Default' } };
  const byPassword = {
    identity: { methods: ['password'], password: { user: { name: username, ...inDomain, password } } },
    scope: { project: { name: project, ...inDomain } },
  };
  const byCredential = {
    identity: { methods: ['application_credential'], application_credential: serviceCredential },
  };
  return [byPassword, byCredential].some((right) => JSON.stringify(right) === JSON.stringify(auth));
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const id = 'req-0509a202-1cac-4802-b9de-468fa731c564';
  const usual = { 'Content-Type': 'application/json', Vary: 'X-Auth-Token', 'x-openstack-request-id': id };
  response.writeHead(status, { ...usual, ...headers }).end(JSON.stringify(body));
}

const errorOf = (code: number, title: string, message: string): Reply => ({
  status: code,
  body: { error: { code, message, title } },
});

const unauthorized = (url: string): Reply => ({
  ...errorOf(401, 'Unauthorized', 'The request you have made requires authentication.'),
  headers: { 'WWW-Authenticate': `Keystone uri="${url}/v3"` },
});

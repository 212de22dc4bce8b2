import { type CapturedAnswer, capturedRefusal } from './keystone-captures.ts';

/** A project, and those who may be in it. */
export const fakeProject = { id: 'd3bfc7606dd2487f83bf02f7822afcdc', name: 'demo', domain: 'default' };
export const fakeUser = {
  id: '719ce60c06a446fea39ed7f5289320ff',
  name: 'demo',
  domain: 'default',
  password: 'Pa$$w0rd',
};
export const fakeCredential = { id: '1ec0ffee', name: 'deploy', secret: 's3cr3t-of-an-app' };
const domains: Readonly<Record<string, string>> = { default: 'Default' };

/** An entry of a catalog, in Keystone's form. */
export interface FakeService {
  readonly type: string;
  readonly url: string;
  readonly interface?: string;
  readonly region?: string;
}

interface Token {
  readonly untilMs: number;
}

type Json = Readonly<Record<string, unknown>>;

/** A Keystone with one user, one project and one application credential. It refuses what it does not know. */
export class FakeKeystone {
  /** Where it says it is. */
  readonly url: string;
  catalog: readonly FakeService[] = [];
  lifetimeMs = 3_600_000;
  /** Answers instead of it, until it is undefined again. */
  instead: CapturedAnswer | Error | undefined;
  /** The bodies of all logins, right and wrong. */
  readonly logins: unknown[] = [];
  readonly #tokens = new Map<string, Token>();

  constructor(url: string) {
    this.url = url;
  }

  /** Whether a service would take that token now. */
  knows(token: string | undefined): boolean {
    return Date.now() < (this.#tokens.get(token ?? '')?.untilMs ?? 0);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  answer(method: string, path: string, body: string | undefined): CapturedAnswer {
    const request = `${method} ${path}`;
    if (request === 'POST /v3/auth/tokens') this.logins.push(JSON.parse(body ?? ''));
    if (this.instead instanceof Error) throw this.instead;
    if (this.instead !== undefined) return this.instead;
    if (request === 'GET /') return json(300, this.#versions());
    if (request === 'POST /v3/auth/tokens') return this.#issue((JSON.parse(body ?? '') as { auth: Json }).auth);
    return errorOf(404, 'Not Found', 'The resource could not be found.');
  }

  #versions(): Json {
    const links = [{ rel: 'self', href: `${this.url}/v3/` }];
    return { versions: { values: [{ id: 'v3.14', status: 'stable', updated: '2020-04-07T00:00:00Z', links }] } };
  }

  #issue({ identity, scope, ...rest }: Json): CapturedAnswer {
    const { methods, ...proofs } = identity as { methods: readonly string[] } & Json;
    const method = methods[0] ?? '';
    if (Object.keys(rest).length > 0 || Object.keys(proofs).join() !== methods.join())
      return errorOf(400, 'Bad Request', 'Invalid input for field auth');
    const untilMs = this.#check(method, proofs[method] as Json);
    if (untilMs === undefined) return capturedRefusal;
    if (method === 'application_credential' && scope !== undefined)
      return errorOf(401, 'Unauthorized', 'Application credentials cannot request a scope.');
    if (method !== 'application_credential' && !isProject((scope as { project?: Json } | undefined)?.project))
      return capturedRefusal;
    const token = `gAAAA-${this.#tokens.size + 1}-${this.logins.length}`;
    this.#tokens.set(token, { untilMs });
    const issued_at = new Date().toISOString().replace('Z', '000Z');
    const expires_at = new Date(untilMs).toISOString().replace('Z', '000Z');
    const answer = { token: { methods, expires_at, issued_at, catalog: this.catalog.map(catalogEntry) } };
    return json(201, answer, { 'X-Subject-Token': token });
  }

  /** When the new token ends; undefined if the proof is none. A token's new one ends with it. */
  #check(method: string, proof: Json): number | undefined {
    const untilMs = Date.now() + this.lifetimeMs;
    switch (method) {
      case 'password': {
        const { password, ...user } = proof.user as Json;
        return password === fakeUser.password && isUser(user) ? untilMs : undefined;
      }
      case 'application_credential': {
        const { id, name, secret, user } = proof as { [Key in 'id' | 'name' | 'secret']?: string } & { user?: Json };
        const isNamed = id === fakeCredential.id || (name === fakeCredential.name && isUser(user));
        return isNamed && secret === fakeCredential.secret ? untilMs : undefined;
      }
      case 'token':
        return this.knows(String(proof.id)) ? this.#tokens.get(String(proof.id))?.untilMs : undefined;
      default:
        return undefined;
    }
  }
}

const isUser = (given: Json | undefined): boolean => isNamed(given, fakeUser);
const isProject = (given: Json | undefined): boolean => isNamed(given, fakeProject);

/** By id alone, or by name and domain. */
function isNamed(given: Json | undefined, known: { id: string; name: string; domain: string }): boolean {
  const ways = [
    { id: known.id },
    { name: known.name, domain: { id: known.domain } },
    { name: known.name, domain: { name: domains[known.domain] } },
  ];
  return ways.some((way) => JSON.stringify(way) === JSON.stringify(given));
}

const catalogEntry = ({ type, url, interface: name = 'public', region = 'RegionOne' }: FakeService): Json => ({
  id: type,
  type,
  name: type,
  endpoints: [{ id: `${type}-${name}`, interface: name, region_id: region, url, region }],
});

const json = (status: number, body: Json, headers: Readonly<Record<string, string>> = {}): CapturedAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json', Vary: 'X-Auth-Token', ...requestId, ...headers },
  body: JSON.stringify(body),
});

const requestId = { 'x-openstack-request-id': 'req-7a6246ae-f43c-4d67-95c6-a9e8c5bd3579' };

const errorOf = (code: number, title: string, message: string): CapturedAnswer =>
  json(code, { error: { code, message, title } });

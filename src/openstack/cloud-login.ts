import { Fault } from '../faults.ts';
import { type EndpointChoice, findEndpoint } from './catalog.ts';
import { CloudHttp, type Trust } from './cloud-http.ts';
import type { Credentials } from './credentials.ts';
import { logIn, type Session } from './log-in.ts';
import type { Answer, OpenStack, Question } from './openstack.ts';
import { SessionKeeper } from './session-keeper.ts';

export interface CloudSettings {
  /** Keystone's address, with or without `/v3` at its end. */
  readonly authUrl: string;
  readonly credentials: Credentials;
  readonly trust: Trust;
  readonly choice: EndpointChoice;
  /** Services whose endpoint is given, so that the catalog is not asked for it. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The clock, in ms; for tests. */
  readonly now?: () => number;
}

/** Asks Keystone and the other services of a cloud, logged in as novatuned. */
export class CloudLogin implements OpenStack {
  readonly #settings: CloudSettings;
  readonly #keystoneUrl: string;
  readonly #http: CloudHttp;
  readonly #sessions: SessionKeeper;

  constructor(settings: CloudSettings) {
    this.#settings = settings;
    this.#keystoneUrl = withVersion(settings.authUrl);
    this.#http = new CloudHttp(settings.trust);
    this.#sessions = new SessionKeeper(() => logIn(this.#http, this.#keystoneUrl, settings.credentials), settings.now);
  }

  askKeystone(path: string, question: Question): Promise<Answer> {
    return this.#ask('Keystone', () => `${this.#keystoneUrl}${path}`, question);
  }

  ask(serviceType: string, path: string, question: Question): Promise<Answer> {
    return this.#ask(serviceType, (session) => `${this.#endpointIn(session, serviceType)}${path}`, question);
  }

  async endpointOf(serviceType: string): Promise<string> {
    const given = this.#settings.endpoints[serviceType];
    if (given !== undefined) return given.replace(/\/+$/, '');
    return told('Keystone', async () => this.#endpointIn(await this.#sessions.current(), serviceType));
  }

  /** Ends the connections. */
  close(): Promise<void> {
    return this.#http.close();
  }

  /** Logs in only where Keystone has to be asked: a login that fails is Keystone's, whichever service was to be asked with it. */
  async #ask(name: string, urlOf: (session: Session) => string, question: Question): Promise<Answer> {
    const session = await told('Keystone', () => this.#sessions.current());
    const answer = await told(name, () => this.#send(urlOf(session), question, session));
    if (answer.status !== 401) return answer;
    const renewed = await told('Keystone', () => this.#sessions.insteadOf(session));
    return told(name, async () => {
      const second = await this.#send(urlOf(renewed), question, renewed);
      if (second.status === 401) throw new Error(`${name} does not take the token of a new login`);
      return second;
    });
  }

  #send(url: string, question: Question, { token }: Session): Promise<Answer> {
    return this.#http.send(url, { ...question, headers: { ...question.headers, 'x-auth-token': token } });
  }

  #endpointIn({ catalog }: Session, serviceType: string): string {
    const { choice, endpoints } = this.#settings;
    const found = endpoints[serviceType]?.replace(/\/+$/, '') ?? findEndpoint(catalog, serviceType, choice);
    if (found !== undefined) return found;
    const where = `interface ${choice.interface}${choice.region === undefined ? '' : ` in region ${choice.region}`}`;
    const types = catalog.map(({ type }) => type).join(', ');
    throw new Error(`Keystone's catalog has no ${serviceType} with the ${where}; its services are ${types || 'none'}`);
  }
}

const withVersion = (authUrl: string): string => `${authUrl.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`;

/** What the caller is told of a service that cannot be asked: its name; the log has the rest. */
async function told<T>(name: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new Fault('cloudUnavailable', `The ${name} service is temporarily unavailable.`, { cause });
  }
}

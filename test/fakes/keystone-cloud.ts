import type { RequestListener } from 'node:http';
import type { Fetch } from '../../client/index.ts';
import { type CapturedAnswer, capturedRefusal } from './keystone-captures.ts';
import { FakeKeystone } from './keystone-fake.ts';
import { serve } from './loopback.ts';

/** A request that a service got. */
export interface AskedService {
  readonly request: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

const shares: CapturedAnswer = { status: 200, headers: {}, body: '{"share": 1024}' };

/** A Keystone and a service that takes its tokens; both by a `fetch` without any network, or by real connections. */
export class FakeCloud {
  readonly keystone: FakeKeystone;
  readonly serviceUrl: string;
  /** What the service was asked, whatever it answered. */
  readonly asked: AskedService[] = [];
  /** What the service answers to a token that holds. */
  serviceAnswer: CapturedAnswer = shares;

  constructor(keystoneUrl = 'http://keystone.test:5000', serviceUrl = 'http://novatune.test:9774') {
    this.keystone = new FakeKeystone(keystoneUrl);
    this.serviceUrl = serviceUrl;
    this.keystone.catalog = [{ type: 'libvirt-resources', url: `${serviceUrl}/v2.1` }];
  }

  readonly fetch: Fetch = async (url, { method, headers, body }) => {
    const { origin, pathname, search } = new URL(url);
    const answer = this.#answer(origin, method, pathname + search, headers['X-Auth-Token'], body);
    return { status: answer.status, headers: new Headers(answer.headers), text: async () => answer.body };
  };

  #answer(origin: string, method: string, path: string, token?: string, body?: string): CapturedAnswer {
    if (origin === new URL(this.keystone.url).origin) return this.keystone.answer(method, path, body);
    if (origin !== this.serviceUrl)
      throw new TypeError('fetch failed', { cause: new Error(`connect ECONNREFUSED ${origin}`) });
    return this.askService(method, path, token, body);
  }

  askService(method: string, path: string, token: string | undefined, body: string | undefined): CapturedAnswer {
    this.asked.push({ request: `${method} ${path}`, token, body: body === undefined ? undefined : JSON.parse(body) });
    return this.keystone.knows(token) ? this.serviceAnswer : capturedRefusal;
  }
}

/** A cloud on two ports of this machine, for one test. */
export async function serveCloud(): Promise<FakeCloud> {
  let cloud: FakeCloud | undefined;
  const listen = (answer: (cloud: FakeCloud, ...asked: Asked) => CapturedAnswer): Promise<string> =>
    serve(listener((...asked) => answer(cloud!, ...asked)));
  const keystoneUrl = await listen(({ keystone }, method, path, _token, body) => keystone.answer(method, path, body));
  const serviceUrl = await listen((all, ...asked) => all.askService(...asked));
  cloud = new FakeCloud(keystoneUrl, serviceUrl);
  return cloud;
}

type Asked = [method: string, path: string, token: string | undefined, body: string | undefined];

const listener =
  (answer: (...asked: Asked) => CapturedAnswer): RequestListener =>
  async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const token = request.headers['x-auth-token'];
    const asked: Asked = [request.method ?? '', request.url ?? '', token?.toString(), text === '' ? undefined : text];
    const { status, headers, body } = answer(...asked);
    response.writeHead(status, headers).end(body);
  };

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findEndpoint } from '../../../client/catalog.ts';
import { CloudError, connect } from '../../../client/index.ts';
import { capturedToken } from '../../fakes/keystone-captures.ts';
import { FakeCloud } from '../../fakes/keystone-cloud.ts';
import { errorOf, serverId } from './calls.ts';
import { passwordLogin } from './logins.ts';

const { catalog: captured } = (JSON.parse(capturedToken.body) as { token: { catalog: unknown } }).token;
const service = (type: string, ...endpoints: object[]) => ({ type, endpoints });
const at = (url: string, name = 'public', region = 'R1') => ({ interface: name, region, region_id: region, url });
const wanted = { types: ['libvirt-resources', 'compute'], interface: 'public', overrides: new Map<string, string>() };
const beside = service(
  'libvirt-resources',
  at('http://one', 'public', 'R1'),
  at('http://one/internal', 'internal', 'R1'),
  at('http://two', 'public', 'R2'),
);
const nova = service('compute', at('http://nova/v2.1', 'public', 'R1'), at('http://nova/v2.1', 'admin', 'R3'));

describe('findEndpoint finds', () => {
  test.each([
    ['novatune before Nova', [nova, beside], {}, 'http://one/v2.1'],
    ['what stands in front of Nova', captured, {}, 'http://127.0.0.1:8774/v2.1'],
    ['a region', [beside], { region: 'R2' }, 'http://two/v2.1'],
    ['an interface', [beside], { interface: 'internal' }, 'http://one/internal/v2.1'],
    ['an interface by its older name', [beside], { interface: 'internalURL' }, 'http://one/internal/v2.1'],
    ['an interface that has its older name', [service('compute', at('http://a/v2', 'publicURL'))], {}, 'http://a/v2'],
    [
      'a region by its id alone',
      [service('compute', { interface: 'public', region_id: 'R9', url: 'http://r' })],
      { region: 'R9' },
      'http://r/v2.1',
    ],
    [
      'a type that somebody names',
      [beside, service('compute', at('http://nova'))],
      { types: ['compute'] },
      'http://nova/v2.1',
    ],
    ['a URL with the project', [service('compute', at('http://nova/v2.1/d1e5'))], {}, 'http://nova/v2.1/d1e5'],
  ])('%s', (_, catalog, about, endpoint) => {
    expect(findEndpoint(catalog, { ...wanted, ...about }).endpoint).toBe(endpoint);
  });

  test('what stands in the place of a type, which goes by its type as well', () => {
    const overrides = new Map([['compute', 'http://front/v2.1']]);

    expect(findEndpoint([], { ...wanted, overrides })).toEqual({
      endpoint: 'http://front/v2.1',
      serviceType: 'compute',
    });
    expect(findEndpoint([beside], { ...wanted, overrides }).endpoint).toBe('http://one/v2.1');
  });
});

describe('findEndpoint says what there is', () => {
  test.each([
    ['nothing', undefined, {}, 'the catalog is empty'],
    ['nothing in its form', 'nonsense', {}, 'the catalog is empty'],
    [
      'other services',
      [service('image', at('http://a')), service('identity', at('http://b'))],
      {},
      'the catalog has no service of type libvirt-resources or compute, only identity, image',
    ],
    [
      'other regions',
      [beside],
      { region: 'R3' },
      'libvirt-resources has no public endpoint in region R3, only public, internal in R1; public in R2',
    ],
    [
      'other interfaces',
      [beside, nova],
      { interface: 'admin' },
      'libvirt-resources has no admin endpoint, only public, internal in R1; public in R2',
    ],
  ])('%s', (_, catalog, about, reason) => {
    expect(() => findEndpoint(catalog, { ...wanted, ...about })).toThrow(
      new CloudError('endpointNotFound', `There is no endpoint for novatune: ${reason}.`),
    );
  });

  test('and where it is no URL', () => {
    expect(() => findEndpoint([service('compute', at('nova'))], wanted)).toThrow(
      "The catalog's compute endpoint cannot be used: 'nova' is no endpoint",
    );
  });

  test('of any JSON, and never crashes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.json().map((text) => `[{"type": "compute", "endpoints": ${text}}]`),
        ),
        (text) => {
          try {
            findEndpoint(JSON.parse(text), wanted);
          } catch (error) {
            expect(error).toBeInstanceOf(CloudError);
          }
        },
      ),
    );
  });
});

describe('the endpoint of a login', () => {
  test('that is given goes before the catalog, which may be empty then', async () => {
    const cloud = new FakeCloud();
    cloud.keystone.catalog = [];

    await connect({ auth: passwordLogin, endpoint: cloud.serviceUrl, fetch: cloud.fetch }).getCpuPriority(serverId);

    expect(cloud.asked).toHaveLength(1);
  });

  test('that is not there is an endpointNotFound, after which nothing has changed', async () => {
    const cloud = new FakeCloud();
    const setting = connect({ auth: passwordLogin, region: 'R9', fetch: cloud.fetch }).resetNetPriority(serverId);

    expect(await errorOf(setting)).toMatchObject({
      fault: 'endpointNotFound',
      status: undefined,
      isOutcomeUnknown: false,
    });
    expect(cloud.asked).toEqual([]);
  });
});

describe('Nova itself', () => {
  const answer = (message: string) => ({
    status: 400,
    headers: { 'X-Openstack-Request-Id': 'req-1' },
    body: JSON.stringify({ badRequest: { code: 400, message } }),
  });
  const unknown = answer('There is no such action: set-cpu-priority');

  test('in the catalog’s place for compute is told from novatune', async () => {
    const cloud = new FakeCloud();
    cloud.keystone.catalog = [{ type: 'compute', url: `${cloud.serviceUrl}/v2.1` }];
    cloud.serviceAnswer = unknown;
    const { setCpuPriority } = connect({ auth: passwordLogin, fetch: cloud.fetch });

    expect(await errorOf(setCpuPriority(serverId, { share: 400 }))).toMatchObject({
      fault: 'badAnswer',
      status: 400,
      requestId: 'req-1',
      isOutcomeUnknown: false,
      message:
        `The catalog's compute endpoint, ${cloud.serviceUrl}/v2.1, is Nova without novatune, which has no action ` +
        "set-cpu-priority: give novatune's own endpoint (--os-endpoint-override), or have it registered in the catalog as " +
        'libvirt-resources.',
    });
  });

  test.each([
    ['another refusal', 'compute', answer('Malformed request body'), 'Malformed request body'],
    ['an answer of novatune’s own type', 'libvirt-resources', unknown, 'There is no such action: set-cpu-priority'],
  ])('is not seen in %s', async (_, type, serviceAnswer, message) => {
    const cloud = new FakeCloud();
    cloud.keystone.catalog = [{ type, url: cloud.serviceUrl }];
    cloud.serviceAnswer = serviceAnswer;
    const { setCpuPriority } = connect({ auth: passwordLogin, fetch: cloud.fetch });

    expect(await errorOf(setCpuPriority(serverId, { share: 400 }))).toMatchObject({ fault: 'badRequest', message });
  });

  test('is not seen in what answers to an action that is in no contract', async () => {
    const cloud = new FakeCloud();
    cloud.keystone.catalog = [{ type: 'compute', url: cloud.serviceUrl }];
    cloud.serviceAnswer = unknown;
    const call = connect({ auth: passwordLogin, fetch: cloud.fetch }).runAction(
      serverId,
      'set-x' as never,
      null as never,
    );

    expect(await errorOf(call)).toMatchObject({ fault: 'badRequest' });
  });
});

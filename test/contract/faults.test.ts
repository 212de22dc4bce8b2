import { describe, expect, test } from 'vitest';
import { Fault, type FaultKind } from '../../src/faults.ts';
import { CommandFailed } from '../../src/transport/transport.ts';
import { admin, appUnderTest, project1, reader, vm1 } from './app-under-test.ts';
import { act, ask } from './ask.ts';

const failure = new CommandFailed({
  host: 'compute1',
  argv: ['virsh', 'schedinfo', vm1],
  reason: 'exit',
  exitCode: 1,
  stderr: 'error: secret detail',
  durationMs: 5,
});
const failing = (error: unknown) => appUnderTest({ perform: () => Promise.reject(error) });
const getter = { 'get-cpu-priority': null };

describe('what is wrong inside', () => {
  test('reaches the log, and of it the caller gets the request id', async () => {
    const { app, logged } = failing(failure);

    const answer = await act(app, reader, vm1, getter);

    const requestId = answer.headers['x-openstack-request-id'];
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      computeFault: {
        code: 500,
        message: `Unexpected API Error. Please report this to the operator of this service, with the request id ${requestId}.`,
      },
    });
    expect(logged[0]).toMatchObject({
      level: 50,
      msg: 'unexpected error',
      requestId,
      action: 'get-cpu-priority',
      serverId: vm1,
      err: { host: 'compute1', argv: ['virsh', 'schedinfo', vm1], stderr: 'error: secret detail' },
    });
  });

  test('stays out of the answer and goes to the log where it is the cause of a fault', async () => {
    const { app, logged } = failing(new Fault('hostUnavailable', 'Its host does not answer', { cause: failure }));

    const answer = await act(app, reader, vm1, getter);

    expect(answer.body).toEqual({ serviceUnavailable: { code: 503, message: 'Its host does not answer' } });
    expect(logged[0]).toMatchObject({
      level: 40,
      msg: 'request failed',
      requestId: answer.headers['x-openstack-request-id'],
      err: { host: 'compute1', stderr: 'error: secret detail' },
    });
  });

  test.each([undefined, null, 'text', 5])('is told apart even where it is no error: %j', async (thrown) => {
    expect((await act(failing(thrown).app, reader, vm1, getter)).status).toBe(500);
  });
});

test.each<[FaultKind, number, string]>([
  ['limitOutOfRange', 400, 'badRequest'],
  ['memoryInUse', 409, 'conflictingRequest'],
  ['foreignQdisc', 409, 'conflictingRequest'],
  ['serverNotRunning', 409, 'conflictingRequest'],
  ['serverNotFound', 404, 'itemNotFound'],
  ['notSupported', 501, 'notImplemented'],
  ['hostUnavailable', 503, 'serviceUnavailable'],
])('%s is %d %s', async (kind, code, name) => {
  const answer = await act(failing(new Fault(kind, 'Why')).app, reader, vm1, getter);

  expect([answer.status, answer.body]).toEqual([code, { [name]: { code, message: 'Why' } }]);
  expect(answer.headers['content-type']).toBe('application/json; charset=UTF-8');
});

test('whoever knows the tokens not answering is 503, not 401', async () => {
  const { app } = appUnderTest({
    authenticate: () =>
      Promise.reject(new Fault('hostUnavailable', 'The Keystone service is temporarily unavailable.')),
  });

  expect((await act(app, reader, vm1, getter)).status).toBe(503);
});

describe('the log', () => {
  test('has one line for each request, with the ids and without the token', async () => {
    const { app, logged } = appUnderTest();
    const globalId = 'req-11111111-2222-3333-4444-555555555555';

    const answer = await ask(app, {
      method: 'POST',
      path: `/v2.1/servers/${vm1}/action?token=1`,
      token: admin,
      headers: { 'X-Openstack-Request-Id': globalId },
      body: getter,
    });

    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      level: 30,
      msg: 'request answered',
      requestId: answer.headers['x-openstack-request-id'],
      globalRequestId: globalId,
      userId: 'admin',
      projectId: project1,
      method: 'POST',
      path: `/v2.1/servers/${vm1}/action`,
      action: 'get-cpu-priority',
      serverId: vm1,
      status: 200,
      durationMs: expect.any(Number),
    });
    expect(answer.headers['x-openstack-request-id']).not.toBe(globalId);
    expect(JSON.stringify(logged)).not.toContain(admin);
  });

  test.each([
    'req-1',
    'REQ-11111111-2222-3333-4444-555555555555',
    'x',
  ])('drops a global request id that is none: %s', async (id) => {
    const { app, logged } = appUnderTest();

    await ask(app, { path: '/v2.1/servers', token: reader, headers: { 'X-Openstack-Request-Id': id } });

    expect(logged[0]).not.toHaveProperty('globalRequestId');
  });

  test('takes a load balancer for chatter', async () => {
    const { app, logged } = appUnderTest();

    await ask(app, { path: '/healthcheck' });

    expect(logged[0]).toMatchObject({ level: 20, path: '/healthcheck', status: 200 });
  });
});

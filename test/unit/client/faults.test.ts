import { describe, expect, test } from 'vitest';
import { errorOf, getShares, scriptedCloud, serverId, setShares } from './calls.ts';

const requestId = 'req-a1b2c3d4-0000-4000-8000-000000000001';

describe('a refusal', () => {
  test.each([
    [400, 'badRequest', 'Cannot set the CPU shares to 1: its host takes 2 to 262144'],
    [403, 'forbidden', "Policy doesn't allow set-cpu-priority to be performed."],
    [409, 'conflictingRequest', "Cannot 'set-cpu-priority' instance while it is in vm_state stopped"],
    [501, 'notImplemented', 'The host lacks the cpu controller'],
    [503, 'serviceUnavailable', 'The host did not answer; whether the change took effect is unknown, read it back.'],
  ])('with status %d is an error with the name %s, the message and the request id', async (status, name, message) => {
    const answer = { [name]: { code: status, message } };
    const headers = { 'X-Openstack-Request-Id': requestId };
    const cloud = scriptedCloud([{ ...setShares, status, headers, answer }]);

    const error = await errorOf(cloud.setCpuPriority(serverId, { share: 400 }));

    expect(error).toMatchObject({ name: 'CloudError', status, fault: name, message, requestId });
  });

  test('that has only Nova’s older header for the request id has that one', async () => {
    const answer = { badRequest: { code: 400, message: 'no' } };
    const headers = { 'X-Compute-Request-Id': requestId };
    const cloud = scriptedCloud([{ ...setShares, status: 400, headers, answer }]);

    expect(await errorOf(cloud.setCpuPriority(serverId, { share: 400 }))).toMatchObject({ requestId });
  });

  test('in Keystone’s form is called unauthorized, and has no request id where none came', async () => {
    const message = 'The request you have made requires authentication.';
    const answer = { error: { code: 401, title: 'Unauthorized', message } };
    const cloud = scriptedCloud([{ ...getShares, status: 401, answer }]);

    const error = await errorOf(cloud.getCpuPriority(serverId));

    expect(error).toMatchObject({ status: 401, fault: 'unauthorized', message, requestId: undefined });
  });

  test('in Keystone’s form for another reason is not called unauthorized', async () => {
    const answer = { error: { code: 404, title: 'Not Found', message: 'The resource could not be found.' } };
    const cloud = scriptedCloud([{ ...getShares, status: 404, answer }]);

    const error = await errorOf(cloud.getCpuPriority(serverId));

    expect(error).toMatchObject({ status: 404, fault: 'badAnswer', message: 'The resource could not be found.' });
  });
});

describe('what answers is not novatune', () => {
  test.each([
    [
      'a proxy’s page',
      '<html>\n<h1>413 Too Large</h1><hr>nginx</html>',
      "This is not novatune's answer: 413 Too Large nginx",
    ],
    ['an empty text', '', 'The answer has status 413 and no text'],
    ['a fault without a message', '{"overLimit": null}', `This is not novatune's answer: {"overLimit": null}`],
    ['JSON that is no object', '"no"', `This is not novatune's answer: "no"`],
    ['null', 'null', "This is not novatune's answer: null"],
    [
      'a text of nothing but the beginnings of tags',
      '<'.repeat(300_000),
      `This is not novatune's answer: ${'<'.repeat(200)}`,
    ],
    ['a long text', 'x'.repeat(5000), `This is not novatune's answer: ${'x'.repeat(200)}`],
  ])('%s is a badAnswer that shows the text', async (_what, answer, message) => {
    const cloud = scriptedCloud([{ ...setShares, status: 413, answer }]);

    const error = await errorOf(cloud.setCpuPriority(serverId, { share: 400 }));

    expect(error).toMatchObject({ fault: 'badAnswer', status: 413, message });
  });

  test.each([
    '<html>Welcome</html>',
    '',
    '{"share": 4',
  ])('a success with the text %j is a badAnswer', async (answer) => {
    const cloud = scriptedCloud([{ ...getShares, answer }]);

    const error = await errorOf(cloud.getCpuPriority(serverId));

    expect(error).toMatchObject({ fault: 'badAnswer', status: 200 });
    expect(error.message).toContain('http://cloud.test:9774/v2.1');
  });

  test.each([null, 5, [], {}, { servers: null }])('a list that is %j is a badAnswer', async (answer) => {
    const cloud = scriptedCloud([{ request: 'GET /v2.1/servers/detail', answer }]);

    expect(await errorOf(cloud.listServers())).toMatchObject({ fault: 'badAnswer', status: 200 });
  });

  test.each([null, 'ok', {}])('a server that is %j is a badAnswer', async (answer) => {
    const cloud = scriptedCloud([{ request: `GET /v2.1/servers/${serverId}`, answer: JSON.stringify(answer) }]);

    expect(await errorOf(cloud.findServer(serverId))).toMatchObject({ fault: 'badAnswer', status: 200 });
  });

  test.each([null, 'ok', {}])('a list of extensions that is %j is a badAnswer', async (answer) => {
    const cloud = scriptedCloud([{ request: 'GET /v2.1/extensions', answer: JSON.stringify(answer) }]);

    expect(await errorOf(cloud.listExtensions())).toMatchObject({ fault: 'badAnswer', status: 200 });
  });

  test.each([null, 7, 'ok'])('the answer %j of an action is a badAnswer', async (answer) => {
    const cloud = scriptedCloud([{ ...getShares, answer: JSON.stringify(answer) }]);

    expect(await errorOf(cloud.getCpuPriority(serverId))).toMatchObject({ fault: 'badAnswer', status: 200 });
  });
});

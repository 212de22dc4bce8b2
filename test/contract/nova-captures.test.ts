import { describe, expect, test } from 'vitest';
import { type Capture, captureNames, isDocument, readCapture } from './nova-capture.ts';
import { differences } from './nova-differences.ts';
import { relevant, replay, translate } from './nova-replay.ts';

describe('answers as a real Nova did', () => {
  test.each(captureNames.filter((name) => !isDocument(name)))('%s', async (name) => {
    const capture = readCapture(name);
    const difference = differences[name] ?? {};

    const answer = await replay(capture, difference.body, name.startsWith('ok-'));

    const headers = relevant(capture.headers);
    const expected =
      difference.because === undefined || !('content-type' in headers)
        ? headers
        : { ...headers, 'content-type': answer.headers['content-type'] };
    expect(answer.status).toBe(difference.status ?? capture.status);
    expect(relevant(answer.headers)).toEqual(expected);
    expect(answer.headers['x-compute-request-id']).toBe(answer.headers['x-openstack-request-id']);
    expect(answer.body).toEqual(difference.answer ?? expectedBody(capture));
  });
});

function expectedBody({ body }: Capture): object {
  // Our own documentation stands for Nova's.
  return body === ''
    ? {}
    : JSON.parse(translate(body).replace('http://docs.openstack.org/', 'http://127.0.0.1:8774/docs/'));
}

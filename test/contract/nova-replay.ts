import type { Response } from 'supertest';
import { appUnderTest, project1, project2, vm1, vm3, vm6 } from './app-under-test.ts';
import { ask } from './ask.ts';
import type { Capture, Headers } from './nova-capture.ts';

/** Nova's servers, projects, tokens, actions and newest microversion, and what stands for them here. */
const translations: readonly (readonly [RegExp, string])[] = [
  [/add0cb4d-8db4-47d7-bde1-022aa66d974e/g, vm1],
  [/87e4f7c0-2190-46b6-b882-91bd5d8f265f/g, vm6],
  [/ba62a70b-ad55-4c78-a21e-1d6c364048aa/g, vm3],
  [/d3bfc7606dd2487f83bf02f7822afcdc/g, project1],
  [/1280923d65dc414897af52367e5976e4/g, project2],
  [/\$TOKEN_ADMIN_IN_ADMIN/g, 'admin:4f1a24bc404a463faf91c601e3a1a0d9'],
  [/\$TOKEN_OTHER_IN_OTHER/g, `other:${project2}`],
  [/\$TOKEN_DEMO(?:READER)?_IN_DEMO/g, `demo:${project1}`],
  [/(["'])(?:un)?pause\1/g, '$1get-cpu-priority$1'],
  [/"os-getConsoleOutput": \{[^}]*\}/g, '"get-cpu-priority": {}'],
  [/(?<=version[" :]*)2\.93|(?<=maximum is )2\.93|(?<=compute )2\.93|^2\.93/g, '2.1'],
];

export const translate = (text: string): string =>
  translations.reduce((result, [from, to]) => result.replace(from, to), text);

const { app } = appUnderTest();

/** Asks what Nova was asked; the running VM1 stands for a server on which an action succeeds. */
export function replay(capture: Capture, body: string | undefined, running: boolean): Promise<Response> {
  const { host = '', accept = '', 'x-auth-token': token, 'content-type': type, ...others } = capture.requestHeaders;
  const versions = Object.fromEntries(
    Object.entries(others).filter(([name]) => name.startsWith('openstack') || name.startsWith('x-openstack')),
  );
  const path = translate(capture.path);
  const sent = body ?? translate(capture.requestBody);
  return ask(app, {
    method: capture.method as 'GET',
    path: running ? path.replace(vm6, vm1) : path,
    ...(token === undefined || token === '' ? {} : { token: translate(token) }),
    headers: { Host: host, Accept: accept, ...(type === undefined ? {} : { 'Content-Type': type }), ...versions },
    ...(capture.method === 'POST' ? { body: Buffer.from(sent) } : {}),
  });
}

/** The headers that clients look at; request ids by their form only. */
export function relevant(headers: Headers): Headers {
  const names = ['openstack-api-version', 'x-openstack-nova-api-version', 'vary', 'content-type', 'www-authenticate'];
  const ids = ['x-openstack-request-id', 'x-compute-request-id'];
  const known = names.flatMap((name) => (headers[name] === undefined ? [] : [[name, translate(headers[name])]]));
  return Object.fromEntries([
    ...known,
    ...ids.flatMap((name) => (headers[name] === undefined ? [] : [[name, 'req-…']])),
  ]);
}

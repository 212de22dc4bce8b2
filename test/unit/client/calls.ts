import { type Cloud, CloudError, type ConnectOptions, connect } from '../../../client/index.ts';
import { type ScriptedExchange, scriptedEndpoint, scriptedFetch, scriptedToken } from '../../fakes/scripted-fetch.ts';

/** What needs no look-up, because it looks like an id. */
export const serverId = 'a0000000-0000-4000-8000-000000000001';

/** The two calls of the tests: one that reads, one that sets. */
export const getShares = {
  request: `POST /v2.1/servers/${serverId}/action`,
  body: { 'get-cpu-priority': null },
  answer: { share: 1024 },
};
export const setShares = { ...getShares, body: { 'set-cpu-priority': { share: 400 } }, answer: { share: 400 } };

/** What `connect` takes beside where and as whom. */
type CallDefaults = Omit<ConnectOptions, 'endpoint' | 'token' | 'auth'>;

/** A client whose requests and answers are written down in advance. */
export function scriptedCloud(exchanges: readonly ScriptedExchange[], options: CallDefaults = {}): Cloud {
  const fetch = scriptedFetch(...exchanges);
  return connect({ endpoint: scriptedEndpoint, token: scriptedToken, fetch, ...options });
}

/** The error of a call that has to fail with the client's own. */
export async function errorOf(call: Promise<unknown>): Promise<CloudError> {
  const error = await call.then(
    (answer) => new Error(`it answered ${JSON.stringify(answer)}`),
    (reason) => reason,
  );
  if (!(error instanceof CloudError)) throw error;
  return error;
}

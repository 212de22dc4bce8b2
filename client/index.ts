// client/ is what callers use: this client for scripts, and the command line on top of it in cli/. It imports nothing from src/,
// and but for cli/, clouds/ and node/ nothing of Node's, so that it runs in a browser too. Start at connect.ts; generated/ follows from
// openapi.yaml.
export type { ActionMethods, ActionName, ActionOptions, AnswerOf, CloudWarning, RequestOf } from './actions.ts';
export type { AllocationChange, HistoryOptions } from './allocation-history.ts';
export { CloudError } from './cloud-error.ts';
export { type Cloud, type ConnectOptions, connect } from './connect.ts';
export type { Fetch } from './exchange.ts';
export type { FindOptions } from './find-server.ts';
export type {
  ApplicationCredentialLogin,
  Login,
  NoauthLogin,
  NoLogin,
  PasswordLogin,
  TokenLogin,
} from './login.ts';
export type { CallOptions } from './request.ts';
export type { Extension, ListOptions, Server } from './servers.ts';

/** What `getMemorySoftLimit` answers where there is no limit; `setMemorySoftLimit` takes -1 for it. */
export const unlimitedKiB = Number.MAX_SAFE_INTEGER;

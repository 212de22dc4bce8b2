/** What tests may use of the cloud. */

export { type Access, ask, CloudRefusal, logIn, logInAsAdmin } from './cloud-api.ts';
export { type CloudStatus, cloudStatus } from './cloud-status.ts';
export { cloudsFilePath } from './clouds-file.ts';
export { type Daemon, ensureDaemon, isDaemonAlive, stopDaemon } from './daemons.ts';
export { keystone } from './keystone.ts';
export { catalog, cloudPassword, keystoneUrl, proxyUrl, region } from './layout.ts';
export { moveServer } from './move.ts';
export { nova, novaCompute } from './nova.ts';
export { runInServer } from './server-shell.ts';
export {
  bootServer,
  type CloudServer,
  cloudServers,
  deleteServer,
  getServer,
  listServers,
  readServerConsole,
  type ServerPlan,
  waitUntilReady,
} from './servers.ts';
export { applicationCredentials, type CloudUser, type CloudUserName, cloudUsers } from './users.ts';

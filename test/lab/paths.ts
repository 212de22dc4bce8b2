/**
 * test/lab: the lab, real compute hosts on this one machine (`npm run lab`). It may import src/fake/servers.ts and
 * scripts/setup.mjs, nothing else of the project. Start at up.ts, or at index.ts for what tests may use.
 */
import { repositoryRoot } from '../../scripts/setup.mjs';

/** Everything a running lab consists of; gone after `down`. One place for the machine, whichever clone runs the lab. */
export const stateFolder = '/var/lib/novatune-lab';

/** What is dear to make and kept between runs: kernel, image of the systemd host, client key. */
export const cacheFolder = '/var/cache/novatune-lab';

/** The configuration with which `novatuned --config` serves this lab. */
export const configPath = `${stateFolder}/novatune.yaml`;

/** The client key with which the service (and the lab itself) logs in to the hosts. */
export const clientKeyPath = `${stateFolder}/ssh/id_ed25519`;
export const knownHostsPath = `${stateFolder}/ssh/known_hosts`;

/** The clone this code runs from. */
export const clonePath = repositoryRoot;

/** A file of test/lab/ itself. */
export function labFile(name: string): string {
  return `${import.meta.dirname}/${name}`;
}

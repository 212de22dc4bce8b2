import { flavor } from './compute.ts';
import { identityContent } from './identity.ts';
import { agentFiles } from './neutron.ts';
import { computeFiles, novaWorkers } from './nova.ts';
import { brokerFile, rabbitmq } from './rabbitmq.ts';
import { cloudServers } from './servers.ts';
import { computeHosts, services } from './services.ts';

/** Everything that decides what the cloud is; with another content it has to be built anew. */
export const cloudContent: readonly unknown[] = [
  services,
  novaWorkers,
  computeHosts.map((host) => [computeFiles(host), agentFiles(host)]),
  [brokerFile, rabbitmq],
  [identityContent, flavor, cloudServers],
];

import { allEnded } from '../all-ended.ts';
import { step } from '../progress.ts';
import { logInAsAdmin } from './cloud-api.ts';
import { writeCloudsFile } from './clouds-file.ts';
import { ensureFlavor } from './compute.ts';
import { ensureController } from './controller.ts';
import { type Daemon, ensureDaemon } from './daemons.ts';
import { ensureDatabases } from './databases.ts';
import { glance } from './glance.ts';
import { ensureImages } from './images.ts';
import { keystone } from './keystone.ts';
import { mariadb } from './mariadb.ts';
import { ensureCloudNetwork } from './network.ts';
import { networkAgent, neutron } from './neutron.ts';
import { nova, novaCompute, novaWorkers } from './nova.ts';
import { placement } from './placement.ts';
import { rabbitmq } from './rabbitmq.ts';
import { ensureServers } from './servers.ts';
import { computeHosts, services, writeServiceFiles } from './services.ts';

/**
 * Brings the cloud up, or what is missing of it. What does not need one another comes up at the same time: a service takes
 * seconds only to load its code.
 * @param hosts done when the compute hosts are up
 */
export async function ensureCloud(hosts: Promise<unknown>): Promise<void> {
  await ensureController();
  await writeServiceFiles();
  await writeCloudsFile();
  const databases = step('Starting MariaDB', ensureDatabases);
  const broker = step('Starting RabbitMQ', () => ensureDaemon(rabbitmq));
  await allEnded([databases, broker, databases.then(() => startServices(broker, hosts))]);
  await step("Booting the cloud's servers", async () => ensureServers(await logInAsAdmin()));
}

async function startServices(broker: Promise<unknown>, hosts: Promise<unknown>): Promise<void> {
  const keystoneUp = step('Starting Keystone', () => ensureDaemons(keystone.daemons));
  const placementUp = step('Starting Placement', () => ensureDaemons(placement.daemons));
  const glanceUp = step('Starting Glance', () => ensureDaemons(glance.daemons));
  const neutronUp = step('Starting Neutron', () => broker.then(() => ensureDaemons(neutron.daemons)));
  const novaApiUp = step('Starting nova-api', () => broker.then(() => ensureDaemons(nova.daemons)));
  const novaUp = allDone([keystoneUp, broker, novaApiUp]).then(() =>
    step("Starting Nova's workers", () => ensureDaemons(novaWorkers)),
  );
  const hostsUp = allDone([keystoneUp, placementUp, novaApiUp, neutronUp, hosts]).then(() =>
    step('Starting nova-compute and the network agent on the hosts', () =>
      ensureDaemons(computeHosts.flatMap((host) => [novaCompute(host), networkAgent(host)])),
    ),
  );
  await allEnded([
    allDone([keystoneUp, glanceUp]).then(async () => ensureImages(await logInAsAdmin())),
    allDone([keystoneUp, neutronUp]).then(async () => ensureCloudNetwork(await logInAsAdmin())),
    allDone([keystoneUp, novaApiUp]).then(async () => ensureFlavor(await logInAsAdmin())),
    novaUp,
    hostsUp,
  ]);
}

/** Everything that runs while the cloud is up. */
export const cloudDaemons: readonly Daemon[] = [
  mariadb,
  rabbitmq,
  ...services.flatMap(({ daemons }) => daemons),
  ...novaWorkers,
  ...computeHosts.flatMap((host) => [novaCompute(host), networkAgent(host)]),
];

const ensureDaemons = (daemons: readonly Daemon[]): Promise<void> =>
  allEnded(daemons.map((daemon) => ensureDaemon(daemon)));

const allDone = (works: readonly Promise<unknown>[]): Promise<unknown> => Promise.all(works);

import { logInAsAdmin } from './cloud-api.ts';
import { cloudsFilePath } from './clouds-file.ts';
import { findController } from './controller.ts';
import { isDaemonAlive } from './daemons.ts';
import { cloudDaemons } from './ensure-cloud.ts';
import { catalog } from './layout.ts';
import { type CloudServer, listServers } from './servers.ts';

/** What `status --json` prints of the cloud. */
export interface CloudStatus {
  readonly services: readonly { readonly name: string; readonly alive: boolean }[];
  /** Service type to public endpoint. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** clouds.yaml with every user. */
  readonly clouds: string;
  /** Every server of every project; null when the cloud does not tell. */
  readonly servers: readonly CloudServer[] | null;
}

/** The cloud that is up, or half up; undefined when it is down. */
export async function cloudStatus(): Promise<CloudStatus | undefined> {
  if ((await findController()) === undefined) return undefined;
  const [alive, servers] = await Promise.all([
    Promise.all(cloudDaemons.map(isDaemonAlive)),
    logInAsAdmin()
      .then(listServers)
      .catch(() => null),
  ]);
  return {
    services: cloudDaemons.map(({ name }, index) => ({ name, alive: alive[index] === true })),
    endpoints: Object.fromEntries(Object.values(catalog).map(({ type, url }) => [type, url])),
    clouds: cloudsFilePath,
    servers,
  };
}

/** The same for people. */
export function formatCloudStatus({ services, endpoints, clouds, servers }: CloudStatus): string {
  const row = (words: readonly string[]): string => `  ${words.join('  ')}\n`;
  const ended = services.filter(({ alive }) => !alive).map(({ name }) => name);
  const count = `${services.length - ended.length} of ${services.length} services run`;
  const rows = [
    ...Object.entries(endpoints).map(([type, url]) => row([type, url])),
    ...(servers ?? []).map(({ name, id, ip, status, host }) => row([name, id, ip, status, host ?? 'on no host'])),
    ...(servers ? [] : [row(['the servers: Keystone or Nova does not answer'])]),
  ];
  return `cloud  ${count}${ended.length > 0 ? `, not ${ended.join(', ')}` : ''}\n${rows.join('')}clouds ${clouds}\n`;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { type LabHost, namespaceHosts } from '../lab-hosts.ts';
import { sshClientConfig } from '../ssh-files.ts';
import { glance } from './glance.ts';
import { formatIni, type Ini } from './ini.ts';
import { keyFolders, keystone } from './keystone.ts';
import { cloudPath, fernetKey } from './layout.ts';
import { agentFiles, neutron } from './neutron.ts';
import { computeFiles, instancesFolder, nova } from './nova.ts';
import { placement } from './placement.ts';
import { brokerFile, brokerFileName } from './rabbitmq.ts';
import { configPath, type Service } from './service.ts';

/** The services whose databases are filled before anything runs. */
export const services: readonly Service[] = [keystone, placement, glance, nova, neutron];

/** The hosts on which Nova has servers run. */
export const computeHosts: readonly LabHost[] = namespaceHosts;

const folders = ['etc/policy.d', 'home', 'images', 'images-staging', 'images-tasks', 'lock', 'log', 'run', 'state'];

/** Writes what the services read, and makes the folders in which they write. */
export async function writeServiceFiles(): Promise<void> {
  for (const path of [...folders.map(cloudPath), instancesFolder]) await mkdir(path, { recursive: true });
  await writeFile(configPath(brokerFileName), brokerFile);
  await writeFile(configPath('ssh_config'), sshClientConfig);
  for (const files of [...services.map((service) => service.files), ...computeHosts.flatMap(hostFiles)]) {
    for (const [name, content] of Object.entries(files)) await writeFile(configPath(name), formatIni(content));
  }
  for (const folder of Object.values(keyFolders)) await writeKeys(folder);
}

const hostFiles = (host: LabHost): Readonly<Record<string, Ini>>[] => [computeFiles(host), agentFiles(host)];

/** Keystone's key repositories: 0 is the next key, the highest number the one that signs. */
async function writeKeys(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of ['0', '1']) await writeFile(`${folder}/${name}`, fernetKey(`${folder} ${name}`), { mode: 0o600 });
}

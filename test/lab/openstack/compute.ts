import { type Access, ask, logInAsAdmin } from './cloud-api.ts';
import { catalog } from './layout.ts';

const novaUrl = catalog.nova.url;

/** What a server of the lab has: enough for its kernel to boot, with memory to give away. */
export const flavorName = 'm1.lab';
export const flavor = { id: 'lab1', name: flavorName, ram: 256, vcpus: 1, disk: 1 };

/** Makes the flavor of the lab's servers, unless it is there. */
export async function ensureFlavor(admin: Access): Promise<void> {
  const { flavors } = await ask<{ flavors: { name: string }[] }>(admin, 'GET', `${novaUrl}/flavors`);
  if (!flavors.some(({ name }) => name === flavorName)) await ask(admin, 'POST', `${novaUrl}/flavors`, { flavor });
}

/** Whether one of Nova's services has reported lately. */
export async function isNovaServiceUp(binary: string): Promise<boolean> {
  const { services } = await ask<{ services: { state: string }[] }>(
    await logInAsAdmin(),
    'GET',
    `${novaUrl}/os-services?binary=${binary}`,
  );
  return services.some(({ state }) => state === 'up');
}

/** Whether Nova may put servers on a host: it is known to its cell, and Placement knows what it has. */
export async function isComputeKnown(host: string): Promise<boolean> {
  const admin = await logInAsAdmin();
  const { hypervisors } = await ask<{ hypervisors: { hypervisor_hostname: string; state: string }[] }>(
    admin,
    'GET',
    `${novaUrl}/os-hypervisors`,
  );
  if (!hypervisors.some(({ hypervisor_hostname, state }) => hypervisor_hostname === host && state === 'up'))
    return false;
  const providersUrl = `${catalog.placement.url}/resource_providers`;
  const { resource_providers: providers } = await ask<{ resource_providers: { uuid: string }[] }>(
    admin,
    'GET',
    `${providersUrl}?name=${host}`,
  );
  const [provider] = providers;
  if (provider === undefined) return false;
  const { inventories } = await ask<{ inventories: Record<string, unknown> }>(
    admin,
    'GET',
    `${providersUrl}/${provider.uuid}/inventories`,
  );
  return 'MEMORY_MB' in inventories;
}

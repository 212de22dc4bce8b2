import type { Logger } from 'pino';
import type { Host } from './compute/host.ts';
import { readNics } from './compute/nic.ts';
import { findSpeed } from './compute/uplink.ts';
import type { Inventory } from './inventory/server.ts';

/**
 * Warns where `htb_rate` is under a tenth of the uplink's speed: it is the thesis's 80 Mbit/s unless configured otherwise, and the first
 * priority on a host would hold its servers down to that. Runs beside the start; what fails here will say so when it is needed.
 */
export async function warnOfSlowTree(host: Host, inventory: Inventory, log: Logger): Promise<void> {
  try {
    const server = inventory.list().find(({ domain, state }) => domain.host === host && state === 'active');
    const [nic] = server === undefined ? [] : await readNics(server.domain);
    if (nic === undefined) return;
    const uplink = await host.uplinkOf(nic.bridge);
    const speed = await findSpeed(host, uplink);
    const fields = { host: host.name, uplink, htbRateKbit: host.settings.htbRate };
    if (speed === undefined)
      log.info(fields, 'the uplink does not know its speed: set tc.link_rate, else 10 Gbit/s is taken');
    else if (host.settings.htbRate < speed / 10) {
      log.warn(
        { ...fields, speedKbit: speed },
        'tc.htb_rate is under a tenth of the speed of the uplink: servers with a priority share no more than that',
      );
    }
  } catch (error) {
    log.warn({ host: host.name, err: error }, 'the uplink could not be looked at');
  }
}

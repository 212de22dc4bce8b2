import type { Logger } from 'pino';
import type { Domain } from './compute/domain.ts';
import { readNics } from './compute/nic.ts';
import { findSpeed } from './compute/uplink.ts';

/**
 * Warns where `htb_rate` is under a tenth of the speed of the uplink that a domain uses: it is the thesis's 80 Mbit/s unless configured
 * otherwise, and the first priority on a host would hold its servers down to that. Runs beside the start; what fails here will say so when
 * it is needed.
 */
export async function warnOfSlowTree(domain: Domain, log: Logger): Promise<void> {
  const { host } = domain;
  try {
    const [nic] = await readNics(domain);
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

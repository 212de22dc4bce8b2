import { allEnded } from '../../../test/lab/all-ended.ts';
import { formatDomainXml } from '../../../test/lab/domain-xml.ts';
import { restartGuestAs } from '../../../test/lab/host-guests.ts';
import { execOnHost, getLabGuest, runInGuest } from '../../../test/lab/index.ts';
import { host, servers } from '../servers.ts';
import { formatSlowDiskXml, parseWrittenBytes, target } from './disk-of-guest.ts';
import { partBytes } from './slow-disk.ts';

const blockKiB = 128;
/** At the same time, so that a guest has something to write at every moment, however slow it is itself. */
const writers = 8;

/** Restarts the guests, each with a part of the disk. */
export async function startGuestsWithDisk(device: string): Promise<void> {
  await allEnded(
    servers.map((name, part) => {
      const disk = formatSlowDiskXml(device, part);
      return restartGuestAs(name, formatDomainXml(getLabGuest(name)).replace('</devices>', `${disk}</devices>`));
    }),
  );
}

/** Lets a guest write so many bytes, whole MiB, to its disk, past its own cache, several blocks at a time; returns when it has begun. */
export async function startWriting(name: string, bytes: number): Promise<void> {
  const count = bytes / writers / 1024 / blockKiB;
  const seek = partBytes / writers / 1024 / blockKiB;
  const write = `dd if=/dev/zero of=/dev/${target} bs=${blockKiB}k count=${count} seek=$((writer * ${seek})) oflag=direct`;
  const all = `writer=0; while [ $writer -lt ${writers} ]; do ${write} & writer=$((writer + 1)); done`;
  await runInGuest(name, `(${all}) >/dev/null 2>&1 </dev/null`);
}

/** What each guest has written to its disk since it was started. */
export async function readWrittenBytes(): Promise<Record<(typeof servers)[number], number>> {
  const { stdout } = await execOnHost(host, ['virsh', '-q', 'domstats', '--block', ...servers]);
  return parseWrittenBytes(stdout, servers);
}

import { runInGuest } from '../../../test/lab/index.ts';

const folder = '/tmp/memory';
const fillTimeoutMs = 60_000;

/** Makes a guest use that much memory from now on. */
export async function useMemory(guest: string, mib: number): Promise<void> {
  await runInGuest(guest, `${mount}; ${write('held', mib)}`, { timeoutMs: fillTimeoutMs });
}

/** Makes a guest use that much memory and free it again: its host does not get it back by that. */
export async function useMemoryOnce(guest: string, mib: number): Promise<void> {
  await runInGuest(guest, `${mount}; ${write('once', mib)}; rm ${folder}/once`, { timeoutMs: fillTimeoutMs });
}

/** Makes a guest use whatever memory it has, and whatever it gets, but for a rest; until it ends. */
export async function useAllMemory(guest: string, restMiB: number): Promise<void> {
  const rest = restMiB * 1024;
  const loop = `while :; do
    free=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)
    [ $free -gt $((${rest} + 8192)) ] && dd if=/dev/zero bs=64k count=$(((free - ${rest}) / 64)) >>${folder}/all 2>/dev/null
    sleep 0.2
  done`;
  await runInGuest(
    guest,
    `${mount}; echo '${loop.replaceAll("'", `'\\''`)}' >/tmp/use-all; setsid sh /tmp/use-all >/dev/null 2>&1 &`,
  );
}

const mount = `mkdir -p ${folder} && mount -t tmpfs -o size=4g none ${folder}`;

const write = (file: string, mib: number) => `dd if=/dev/zero of=${folder}/${file} bs=1M count=${mib} 2>&1`;

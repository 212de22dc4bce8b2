/** What a lab that is down may not have left behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const stateFolder = '/var/lib/novatune-lab';
const files = [stateFolder, '/run/netns/novatune-compute1', '/run/netns/novatune-outside'];

/** @throws {Error} with the mounts, links, files and processes that are still there */
export function findTraces() {
  const traces = [
    ...['/proc/self/mountinfo', '/proc/net/dev'].flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => /novatune-(lab|compute|outside)|ntmgmt0|\bntm\d/.test(line)),
    ),
    ...files.filter((path) => existsSync(path)),
    ...readdirSync('/proc')
      .filter(isOfLab)
      .map((pid) => `process ${pid}`),
  ];
  if (traces.length > 0) throw new Error(`the lab left behind: ${traces.join(', ')}`);
}

/**
 * Whether a process was started as a service of the cloud: those have a home of their own.
 * @param {string} pid
 */
function isOfLab(pid) {
  if (!/^\d+$/.test(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${stateFolder}/`);
  } catch {
    // It has ended in the meantime.
    return false;
  }
}

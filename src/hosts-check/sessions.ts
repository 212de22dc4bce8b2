import { type Channel, type ChannelListener, CommandFailed } from '../transport/transport.ts';
import { note, ok, type Verdict, wrong } from './finding.ts';
import type { Subject } from './subject.ts';

/** Three that stay and four that end, beside the virsh that is there already. */
const wanted = 8;
const staying = 3;
const ending = 4;

const silent: ChannelListener = { onStdout: () => {}, onStderr: () => {}, onClose: () => {} };

/** Whether sshd allows as many sessions to one connection as novatune has at most. Takes a second, so nothing is told where a command has less. */
export async function checkSessions({ host, way }: Subject): Promise<Verdict[]> {
  if (way.transport !== 'ssh' || host.settings.commandTimeoutMs < 2000) return [];
  // The four end after the longest time that a refused session is asked for again.
  const runs = Array.from({ length: ending }, () => host.program(['sleep', '1']));
  const opens = Array.from({ length: staying }, () => host.transport.open(['cat'], silent));
  const [opened, ended] = await Promise.all([Promise.allSettled(opens), Promise.allSettled(runs)]);
  for (const channel of opened.filter(isDone<Channel>)) channel.value.kill();
  const failures = [...opened, ...ended]
    .filter(({ status }) => status === 'rejected')
    .map((each) => (each as PromiseRejectedResult).reason);
  const bug = failures.find((failure) => !(failure instanceof CommandFailed));
  if (bug !== undefined) throw bug;
  // One that sshd refuses fails at once.
  const late = failures.filter(({ reason }) => reason === 'timeout').length;
  const refused = failures.length - late;
  if (refused === 0 && late > 0) {
    const text = `not known: ${late} of ${wanted} sessions at once had no answer in time`;
    return [note(text, 'Check again when the host has less to do.')];
  }
  if (refused === 0) return [ok(`${wanted} at once`)];
  const text = `sshd refuses ${refused} of ${wanted} sessions at once: commands wait for each other, and fail under load`;
  return [wrong(text, `Set MaxSessions to 10, its default, in /etc/ssh/sshd_config there, then systemctl reload ssh.`)];
}

const isDone = <T>(result: PromiseSettledResult<T>): result is PromiseFulfilledResult<T> =>
  result.status === 'fulfilled';

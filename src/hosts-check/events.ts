import type { Host } from '../compute/host.ts';
import { LifecycleAttempt } from '../compute/lifecycle-attempt.ts';
import type { CommandFailed } from '../transport/transport.ts';
import { failureWords } from './failure-words.ts';
import { ok, type Verdict, wrong } from './finding.ts';
import { type Subject, userOf } from './subject.ts';

/** Whether libvirt tells the user of the start and end of guests: over its read-only socket, never by sudo. */
export async function checkEvents(subject: Subject): Promise<Verdict[]> {
  const failure = await findListeningFailure(subject.host);
  if (failure === undefined) return [ok('heard')];
  const mend =
    `Open libvirt's read-only socket to ${userOf(subject)}: unix_sock_ro_perms = "0777" and auth_unix_ro = "none" (or polkit's ` +
    'org.libvirt.unix.monitor) in libvirtd.conf, or SocketMode=0666 of its -ro.socket unit.';
  return [wrong(`libvirt's events are not heard: ${failureWords(failure)}`, mend)];
}

function findListeningFailure({ transport, settings }: Host): Promise<CommandFailed | undefined> {
  return new Promise((resolve) => {
    const attempt = new LifecycleAttempt({
      onSubscribed: () => {
        attempt.stop();
        resolve(undefined);
      },
      onEvent: () => {},
      onEnd: resolve,
    });
    void attempt.begin(transport, settings.uri, settings.commandTimeoutMs);
  });
}

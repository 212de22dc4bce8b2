import { SshRefused } from '../transport/ssh-refused.ts';
import { CommandFailed } from '../transport/transport.ts';
import { failureWords } from './failure-words.ts';
import { note, ok, type Verdict, wrong } from './finding.ts';
import { mendLogin } from './login-mend.ts';
import type { Subject } from './subject.ts';

/** Clocks that differ by less are taken for equal: the answer itself takes time. */
const skewS = 5;

/** Whether commands get to the host and are run there by a shell that says nothing of its own. */
export async function checkLogin(subject: Subject): Promise<Verdict[]> {
  const { host, way } = subject;
  try {
    const { stdout } = await host.program(['date', '+%s']);
    if (!/^\d+\n$/.test(stdout)) return [wrong(chattyShell(stdout), quietShell)];
    return [ok(describe(subject)), ...judgeClock(Number(stdout))];
  } catch (error) {
    const refusal = error instanceof CommandFailed ? error.cause : undefined;
    const problem = refusal instanceof SshRefused ? refusal.problem : 'other';
    const text = refusal instanceof SshRefused ? refusal.message : `no command can be run: ${failureWords(error)}`;
    return [wrong(text, mendLogin(problem, way))];
  }
}

function describe({ way }: Subject): string {
  if (way.transport === 'fake') return 'made up, in memory';
  return way.transport === 'local' ? `this machine, as ${way.user}` : `${way.user} at ${way.address} port ${way.port}`;
}

const chattyShell = (stdout: string): string =>
  `the login shell says something of its own: ${JSON.stringify(stdout.slice(0, 60))}`;
const quietShell =
  "The user's shell must be a POSIX one, and its start files (such as ~/.bashrc) must print nothing where there is no terminal.";

function judgeClock(hostS: number): Verdict[] {
  const skew = Math.round(hostS - Date.now() / 1000);
  if (Math.abs(skew) < skewS) return [];
  const text = `its clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's: the logs of both do not match`;
  return [note(text, 'Have both follow NTP: timedatectl set-ntp true.')];
}

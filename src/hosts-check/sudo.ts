import { isSudoRefusal, tcChange } from '../compute/root-programs.ts';
import { CommandFailed } from '../transport/transport.ts';
import { failureWords } from './failure-words.ts';
import { listed, ok, type Verdict, wrong } from './finding.ts';
import { type Subject, userOf } from './subject.ts';
import { sudoersLines } from './sudoers.ts';

/** Whether sudo runs what it has to, without a password; nothing where it has to run nothing. */
export async function checkSudo(subject: Subject): Promise<Verdict[]> {
  const { host } = subject;
  const { sudo, commandTimeoutMs } = host.settings;
  const tries = {
    // A batch of no lines.
    tc: () => host.runner.run(tcChange, { input: '', timeoutMs: commandTimeoutMs }),
    virsh: () => host.virsh('version', '--daemon'),
  };
  const refusals = new Map<string, string>();
  for (const program of sudo) {
    const refusal = await findRefusal(tries[program]);
    if (refusal !== undefined) refusals.set(program, refusal);
  }
  if (sudo.length === 0) return [];
  if (refusals.size === 0) return [ok(`runs ${listed(sudo)} without a password`)];
  const text = `does not run ${listed([...refusals.keys()])}: ${listed([...new Set(refusals.values())])}`;
  const lines = sudoersLines(host.settings, userOf(subject));
  return [wrong(text, `Write with visudo -f /etc/sudoers.d/novatune there:\n${lines.join('\n')}`)];
}

/** What sudo itself says against it; whatever else fails is for the other checks. */
async function findRefusal(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return isSudoRefusal(error.stderr) ? failureWords(error).replace(/^sudo: /, '') : undefined;
  }
}

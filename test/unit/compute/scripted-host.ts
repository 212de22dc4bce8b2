import type { Domain } from '../../../src/compute/domain.ts';
import { Host } from '../../../src/compute/host.ts';
import type { HostSettings } from '../../../src/compute/settings.ts';
import { hostSettings } from '../../../src/config/host-settings.ts';
import { fakeConfig } from '../../../src/config.ts';
import { type Argv, CommandFailed, type FailureReason, type Transport } from '../../../src/transport/transport.ts';
import { kib } from '../../../src/units.ts';

export const uuid = 'a0000000-0000-4000-8000-000000000001';

/** A command that failed, as a transport or a session would tell it. */
export const failed = (reason: FailureReason, stderr = '', argv: Argv = ['virsh']): CommandFailed =>
  new CommandFailed({ host: 'secret-host', argv, reason, exitCode: 1, stderr, durationMs: 1 });

/** What a host answers to each command, `virsh setmem …` or `cat …` as one line; undefined is a program that says no. */
export type Script = (line: string) => string | undefined;

/** A host whose every answer the test decides, below the sessions: virsh is asked as a program is. */
export function scriptedHost(script: Script, settings: Partial<HostSettings> = {}): Host {
  const run = async (argv: Argv) => {
    const stdout = script(argv.join(' '));
    if (stdout === undefined) throw failed('exit', '', argv);
    return { stdout, stderr: '' };
  };
  const transport: Transport = {
    run,
    open: () => Promise.reject(new Error('a scripted host has no sessions')),
    close: async () => {},
  };
  const all = { ...hostSettings(fakeConfig(), { name: 'secret-host' }), ...settings };
  return new ScriptedHost(transport, all, { commandEnded: () => {}, sessionRestarted: () => {} });
}

class ScriptedHost extends Host {
  override async virsh(...args: readonly string[]): Promise<string> {
    return (await this.transport.run(['virsh', ...args], { timeoutMs: this.settings.commandTimeoutMs })).stdout;
  }

  override virshOf(uuid: string, verb: string, ...args: readonly string[]): Promise<string> {
    return this.virsh(verb, uuid, ...args);
  }

  override readOf(uuid: string, verb: string, ...args: readonly string[]): Promise<string> {
    return this.virsh(verb, uuid, ...args);
  }
}

/** A domain of 256 MiB with a balloon device on such a host. */
export const scriptedDomain = (
  script: Script,
  parts: Partial<Domain> & { settings?: Partial<HostSettings> } = {},
): Domain => {
  const { settings, ...domain } = parts;
  const balloon = { present: true, statsPeriodS: 10 };
  return { uuid, name: 'one', host: scriptedHost(script, settings), maxMemoryKiB: kib(262_144), balloon, ...domain };
};

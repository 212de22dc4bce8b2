import type { HostSettings } from '../../../src/compute/settings.ts';
import type { Verdict } from '../../../src/hosts-check/finding.ts';
import type { Subject, Way } from '../../../src/hosts-check/subject.ts';
import { type Script, scriptedHost } from '../compute/scripted-host.ts';

export const bySsh: Way = {
  transport: 'ssh',
  user: 'novatune',
  address: '192.0.2.12',
  port: 22,
  keyFile: '/etc/novatune/id_ed25519',
  knownHostsFile: '/etc/novatune/known_hosts',
};

/** A host to look at whose every answer the test decides. */
export const subjectOf = (script: Script, settings: Partial<HostSettings> = {}, way: Way = bySsh): Subject => ({
  host: scriptedHost(script, settings),
  way,
});

/** As a person reads them: `wrong: there is no virsh -> Install …`. */
export const readable = (verdicts: readonly Verdict[]): string[] =>
  verdicts.map(({ level, text, mend }) => `${level}: ${text}${mend === undefined ? '' : ` -> ${mend}`}`);

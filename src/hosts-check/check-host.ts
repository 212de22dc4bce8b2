import { checkControllers } from './controllers.ts';
import { checkDisks } from './disks.ts';
import { checkEvents } from './events.ts';
import { failureWords } from './failure-words.ts';
import { type Finding, note, type Verdict, wrong } from './finding.ts';
import { type Guests, lookAtGuests, noGuests } from './guests.ts';
import { checkLibvirt } from './libvirt.ts';
import { checkLogin } from './login.ts';
import { checkPrograms } from './programs.ts';
import { checkQueues } from './queues.ts';
import { checkSessions } from './sessions.ts';
import type { Subject } from './subject.ts';
import { checkSudo } from './sudo.ts';
import { checkTc } from './tc.ts';
import { findUplinks } from './uplinks.ts';

/**
 * Looks at one host, one check after the other. Each command has the host's command_timeout; a check that fails does not keep the others from
 * being made, but without a login there is none to make.
 */
export async function checkHost(subject: Subject): Promise<Finding[]> {
  const { host } = subject;
  const report = new Report();
  if (!(await report.add('login', () => checkLogin(subject)))) return report.findings;
  await report.add('programs', () => checkPrograms(host));
  await report.add('sudo', () => checkSudo(subject));
  const hasLibvirt = await report.add('libvirt', () => checkLibvirt(subject));
  await report.add('sessions', () => checkSessions(subject));
  await report.add('events', () => (hasLibvirt ? checkEvents(subject) : withoutLibvirt));
  let guests: Guests = noGuests;
  await report.add('guests', async () => {
    if (!hasLibvirt) return withoutLibvirt;
    const looked = await lookAtGuests(host);
    guests = looked.guests;
    return looked.verdicts;
  });
  await report.add('cgroups', () => checkControllers(host, guests));
  await report.add('disks', () => checkDisks(host, guests));
  await report.add('tc', () => checkTc(subject));
  let uplinks: readonly string[] = [];
  await report.add('uplink', async () => {
    const found = await findUplinks(host, guests);
    uplinks = found.uplinks;
    return found.verdicts;
  });
  await report.add('queues', () => checkQueues(host, uplinks));
  return report.findings;
}

const withoutLibvirt: readonly Verdict[] = [note('not looked at: libvirt does not answer', 'See libvirt.')];

class Report {
  readonly findings: Finding[] = [];

  /** Makes a check; whether nothing is wrong. */
  async add(check: string, work: () => Promise<readonly Verdict[]> | readonly Verdict[]): Promise<boolean> {
    const verdicts = await settled(work);
    this.findings.push(...verdicts.map((verdict) => ({ check, ...verdict })));
    return verdicts.every(({ level }) => level !== 'wrong');
  }
}

async function settled(work: () => Promise<readonly Verdict[]> | readonly Verdict[]): Promise<readonly Verdict[]> {
  try {
    return await work();
  } catch (error) {
    return [wrong(`cannot be looked at: ${failureWords(error)}`, 'See what is wrong above; else run the check again.')];
  }
}

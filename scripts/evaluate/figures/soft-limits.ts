import { setTimeout as sleep } from 'node:timers/promises';
import { withDisturbance } from '../../../test/lab/index.ts';
import type { Figure, Recording } from '../figure.ts';
import { findGuestMemory, guestMiB, startBigGuests, startUsing } from '../pressure/busy-guests.ts';
import { readHugepages, startShortage } from '../pressure/shortage.ts';
import { readPressureFacts, whyNoPressure } from '../pressure/why-no-pressure.ts';
import type { Stage } from '../stage.ts';
import { type LimitPhase, recordSoftLimits } from './soft-limit-findings.ts';

const names = ['VM1', 'VM2', 'VM3'] as const;
/** As the thesis's 512, 512 and 1024 of 2048 MiB. */
const atFirst = { VM1: guestMiB / 4, VM2: guestMiB / 4, VM3: guestMiB / 2 };
const swapped = { VM1: guestMiB / 4, VM2: guestMiB / 2, VM3: guestMiB / 4 };
const wantedMiB = guestMiB;
const calmSeconds = 5;
const phaseSeconds = 60;
const timeoutMs = 400_000;
const sampleEveryMs = 500;

export const softLimits: Figure = {
  number: '5.3',
  title: 'Memory soft limits of a host that is short of memory',
  thesis:
    'VM1 and VM2 had a soft limit of 512 MiB, VM3 of 1024 MiB, each with 2048 MiB at most. After 100 to 150 s those of VM2 and VM3 changed places, which was visible around second 250 to 350: slower and less precise than the balloon.',
  differences: [
    `The guests have ${guestMiB} MiB instead of 2048, and the soft limits are the same parts of it.`,
    'The thesis made the host short of memory by guests alone; here the rest of the machine is taken away by hugepages and locked memory, and what is left to the three guests is kept at the sum of their soft limits. How the kernel splits it among them is left to it.',
    'Each guest reads random parts of 380 MiB all the time, so that it uses more than its soft limit before and after the change.',
    'Shown is the proportional set size, as in the thesis, of the whole QEMU process, which is what the soft limit covers.',
  ],
  onlyWhenNamed: true,
  async run(stage) {
    const reason = whyNoPressure(await readPressureFacts());
    if (reason !== undefined) throw new Error(reason);
    const disturbance = { guests: names, hugepages: await readHugepages() };
    return withDisturbance(disturbance, timeoutMs, (signal) => play(stage, signal));
  },
};

async function play(stage: Stage, signal: AbortSignal): Promise<Recording> {
  stage.say('Restarting the guests bigger, and filling their memory');
  await startBigGuests(names);
  for (const name of names) await setSoftLimit(stage, name, atFirst[name]);
  const readMemory = await findGuestMemory(names);
  const readSum = async () => Object.values(await readMemory()).reduce((sum, mib) => sum + mib, 0);
  await Promise.all(names.map(startUsing));

  const recorder = stage.record();
  const sampling = recorder.sample(sampleEveryMs, readMemory);
  await sleep(calmSeconds * 1000, undefined, { signal });
  stage.say('Making the machine short of memory');
  const shortAt = recorder.mark('memory gets short');
  const shortage = await startShortage(wantedMiB, readSum, signal);
  const phases: LimitPhase[] = [];
  try {
    await shortage.last(phaseSeconds);
    phases.push({ limitsMiB: atFirst, from: shortAt.seconds, to: recorder.seconds() });
    stage.say('Swapping the soft limits of VM2 and VM3');
    const from = recorder.seconds();
    for (const name of ['VM3', 'VM2'] as const) {
      await recorder.novatune('lv-set-mem-soft-limit', name, String(swapped[name]));
    }
    await shortage.last(phaseSeconds);
    phases.push({ limitsMiB: swapped, from, to: recorder.seconds() });
  } finally {
    await sampling.stop().finally(() => shortage.end());
  }
  return recordSoftLimits(sampling.points, recorder.marks, phases);
}

async function setSoftLimit(stage: Stage, name: string, mib: number): Promise<void> {
  await stage.novatune('lv-set-mem-soft-limit', name, String(mib));
}

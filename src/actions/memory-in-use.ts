import { Fault } from '../faults.ts';
import { type KiB, kib } from '../units.ts';

/** In tenths of what a guest has in use: a tenth on top, so that it is not driven into swap or its OOM killer. Not 1.1, which is a little more. */
const leastTenths = 11;

/** The least that a guest may be left that has so much in use. */
export const leastBesides = (usedKiB: KiB): KiB => kib(Math.ceil((usedKiB * leastTenths) / 10));

/** A guest that has in use what it would lose. */
export class MemoryInUse extends Fault {
  readonly leastKiB: KiB;
  /** What the guest has in use and the least that it may be left, for a sentence about the guest. */
  readonly figures: string;

  /** @param refusal what could not be done; the message goes on with the figures */
  constructor(refusal: string, usedKiB: KiB) {
    const leastKiB = leastBesides(usedKiB);
    const figures = `has ${usedKiB} KiB in use, so ${leastKiB} KiB (${Math.ceil(leastKiB / 1024)} MiB) is the least for now`;
    super('memoryInUse', `${refusal}: its guest ${figures}`);
    this.leastKiB = leastKiB;
    this.figures = figures;
  }
}

import {
  type BalloonState,
  findAnsweringBalloon,
  findReportedBalloon,
  readBalloon,
  setMemory,
} from '../compute/balloon.ts';
import type { Domain } from '../compute/domain.ts';
import { Fault } from '../faults.ts';
import { type KiB, kib, kibOfMib, mib } from '../units.ts';
import type { Actions, AnswerOf, Getter, RequestOf, ResourceActionName, Setter } from './action.ts';
import { leastBesides, MemoryInUse } from './memory-in-use.ts';

type Request = RequestOf<'set-current-memory'>;

const wantedKiB = ({ memory }: Request): KiB => kibOfMib(mib(memory));

const getCurrentMemory: Getter<AnswerOf<'get-current-memory'>, BalloonState> = {
  policy: 'reader',
  read: readBalloon,
  answer: ({ actualKiB }) => ({ actual: actualKiB }),
};

/** True only when the guest's driver answers: `virsh setmem` succeeds just as well where nobody listens. */
const balloonDriverEnabled: Getter<AnswerOf<'balloon-driver-enabled'>, boolean> = {
  policy: 'reader',
  read: async (domain) => (await findAnsweringBalloon(domain)) !== undefined,
  answer: (answers) => ({ ballooning_enabled: answers }),
};

/**
 * Changes the memory that a running guest has, through its balloon.
 * @throws {Fault} limitOutOfRange: above the domain's maximum or below the floor; memoryInUse: below what the guest uses;
 * notSupported: no balloon device
 */
const setCurrentMemory: Setter<Request, AnswerOf<'set-current-memory'>, BalloonState> = {
  policy: 'manager',
  scope: 'server',
  allocates: { resource: 'memory', asked: wantedKiB, has: ({ actualKiB }) => actualKiB },
  async read(domain, request) {
    checkRange(domain, wantedKiB(request));
    const balloon = await readBalloon(domain);
    // Only a guest that is to lose memory must say how much it uses; the figure must be of now, and of the size it has now.
    const shrinks = wantedKiB(request) < balloon.actualKiB;
    const guarded = shrinks && domain.host.settings.balloonGuard;
    // An older one would be worse than none: the guest may have had another size.
    return (guarded && (await findReportedBalloon(domain))) || { ...balloon, usableKiB: undefined };
  },
  readBack: readBalloon,
  plan(domain, request, balloon) {
    checkRange(domain, wantedKiB(request));
    if (wantedKiB(request) === balloon.actualKiB) return [];
    checkUse(domain, wantedKiB(request), balloon);
    return [setMemory(domain, wantedKiB(request))];
  },
  settled: (request, { actualKiB }) => actualKiB === wantedKiB(request),
  revert: (domain, before) => [setMemory(domain, before.actualKiB)],
  answer: (_request, _after, settled) => ({ success: settled ? 1 : 0 }),
  async warnings(_domain, request, { actualKiB }) {
    if (actualKiB === wantedKiB(request)) return [];
    return [`The guest did not comply in time; the size from before was put back. It has ${actualKiB} KiB now.`];
  },
};

function checkRange({ uuid, maxMemoryKiB, balloon, host }: Domain, wanted: KiB): void {
  const refusal = `Cannot set the current memory of instance ${uuid} to ${wanted} KiB`;
  const floorKiB = kib(Math.min(host.settings.memoryFloorKiB, maxMemoryKiB));
  if (wanted > maxMemoryKiB) throw new Fault('limitOutOfRange', `${refusal}: its maximum is ${inBoth(maxMemoryKiB)}`);
  if (wanted < floorKiB) {
    throw new Fault('limitOutOfRange', `${refusal}: the least a guest may have is ${inBoth(floorKiB)}`);
  }
  if (!balloon.present) throw new Fault('notSupported', `${refusal}: it has no balloon device`);
}

/** The unit of the answers first, then the requests'. */
const inBoth = (size: KiB): string => `${size} KiB (${size / 1024} MiB)`;

/** By the guest's own figure, not the device's: `usable` is its MemAvailable, which counts caches it can drop. */
function checkUse({ uuid, host }: Domain, wanted: KiB, { actualKiB, usableKiB }: BalloonState): void {
  if (!host.settings.balloonGuard || usableKiB === undefined || wanted > actualKiB) return;
  const usedKiB = kib(actualKiB - usableKiB);
  if (wanted >= leastBesides(usedKiB)) return;
  throw new MemoryInUse(`Cannot set the current memory of instance ${uuid} to ${wanted} KiB`, usedKiB);
}

export const memoryActions = {
  'get-current-memory': getCurrentMemory,
  'set-current-memory': setCurrentMemory,
  'balloon-driver-enabled': balloonDriverEnabled,
} satisfies Partial<Actions<ResourceActionName>>;

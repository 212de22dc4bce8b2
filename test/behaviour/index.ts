// What novatune does, told once and run in every world: see test/world/world.ts.
import type { World } from '../world/world.ts';
import { describeAllocations } from './allocations.ts';
import { describeCpuPriority } from './cpu-priority.ts';
import { describeHardReboot } from './hard-reboot.ts';
import { describeIoPriority } from './io-priority.ts';
import { describeMemory } from './memory.ts';
import { describeNetPriority } from './net-priority.ts';

/** All of it. `world` is called inside of tests only, when it is there. */
export function describeBehaviour(world: () => World): void {
  describeCpuPriority(world);
  describeIoPriority(world);
  describeMemory(world);
  describeNetPriority(world);
  describeAllocations(world);
  describeHardReboot(world);
}

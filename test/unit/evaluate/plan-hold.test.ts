import { expect, test } from 'vitest';
import {
  leastSwapMiB,
  mostHeldMiB,
  planHold,
  type ShortageState,
} from '../../../scripts/evaluate/pressure/plan-hold.ts';

const state: ShortageState = { heldMiB: 200, guestsMiB: 640, wantedMiB: 640, freeSwapMiB: 3000 };

test('nothing changes while the guests have about as much as their soft limits are together', () => {
  expect(planHold(state)).toBe(200);
  expect(planHold({ ...state, guestsMiB: 655 })).toBe(200);
  expect(planHold({ ...state, guestsMiB: 625 })).toBe(200);
});

test('half of what the guests have too much is taken from the machine, and never more than 50 MiB at once', () => {
  expect(planHold({ ...state, guestsMiB: 680 })).toBe(220);
  expect(planHold({ ...state, guestsMiB: 1700 })).toBe(250);
});

test('what the guests have too little is given back to the machine, but not more than is held', () => {
  expect(planHold({ ...state, guestsMiB: 600 })).toBe(180);
  expect(planHold({ ...state, guestsMiB: 300, heldMiB: 20 })).toBe(0);
});

test('memory is given back while swap runs out, whatever the guests have', () => {
  expect(planHold({ ...state, guestsMiB: 1700, freeSwapMiB: leastSwapMiB - 1 })).toBe(150);
});

test('there is a most that is taken', () => {
  expect(planHold({ ...state, guestsMiB: 1700, heldMiB: mostHeldMiB })).toBe(mostHeldMiB);
});

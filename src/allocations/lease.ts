import { Fault } from '../faults.ts';

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestDays = 366;

/**
 * When a lease that begins now ends, from `for` of a setter: a whole number of seconds, minutes, hours or days, such as `90s`, `30m`, `12h`, `7d`.
 * @throws {Fault} invalidInput
 */
export function endOfLease(text: string, now: Date): Date {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const lengthMs = Number(count) * (unitsMs[unit] ?? 0);
  if (lengthMs > 0 && lengthMs <= longestDays * unitsMs.d!) return new Date(now.getTime() + lengthMs);
  const right = `it must be a time such as 90s, 30m, 12h or 7d, up to ${longestDays}d`;
  throw new Fault('invalidInput', `Invalid input for field/attribute for. Value: ${text}. ${right}`);
}

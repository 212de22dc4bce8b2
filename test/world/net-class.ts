import type { NetClass } from './world.ts';

/** The class of a MAC out of what tc shows: the filter whose two matches are its six bytes, and the class that it leads to. */
export function findNetClass(text: string, mac: string): NetClass | undefined {
  const hex = mac.replaceAll(':', '');
  const filter = text
    .split(/^filter /m)
    .find(
      (part) =>
        part.includes(`match ${hex.slice(0, 8)}/ffffffff at -8`) &&
        part.includes(`match ${hex.slice(8)}0000/ffff0000 at -4`),
    );
  const classId = /flowid (\S+)/.exec(filter ?? '')?.[1];
  if (classId === undefined) return undefined;
  const shown = new RegExp(`^class htb ${classId} .*rate (\\S+) ceil (\\S+)`, 'm').exec(text);
  return {
    classId,
    preference: Number(/pref (\d+)/.exec(filter ?? '')?.[1]),
    rateKbit: kbitOf(shown?.[1] ?? ''),
    ceilKbit: kbitOf(shown?.[2] ?? ''),
  };
}

const factors: Readonly<Record<string, number>> = { bit: 0.001, Kbit: 1, Mbit: 1000, Gbit: 1_000_000 };

function kbitOf(rate: string): number {
  const [, value, unit = ''] = /^([\d.]+)(\w*)$/.exec(rate) ?? [];
  return Number(value) * (factors[unit] ?? Number.NaN);
}

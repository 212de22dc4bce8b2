declare const unit: unique symbol;
type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** Memory size in KiB (1024 bytes), libvirt's unit and the getters'. */
export type KiB = Quantity<'KiB'>;
/** Memory size in MiB (1024 KiB), the setters' unit. */
export type MiB = Quantity<'MiB'>;
/** Relative CPU weight; has meaning only against the other guests of the same host. */
export type CpuShares = Quantity<'CpuShares'>;
/** Relative disk weight, 100..1000 on the wire. */
export type IoWeight = Quantity<'IoWeight'>;
/** Network priority, 0 (first) to 98. */
export type NetPriority = Quantity<'NetPriority'>;
/** Network rate in tc's kbit: 1000 bits per second. */
export type Kbit = Quantity<'Kbit'>;
/** A time span in milliseconds. */
export type Ms = Quantity<'Ms'>;

export const kib = (value: number): KiB => value as KiB;
export const mib = (value: number): MiB => value as MiB;
export const cpuShares = (value: number): CpuShares => value as CpuShares;
export const ioWeight = (value: number): IoWeight => value as IoWeight;
export const netPriority = (value: number): NetPriority => value as NetPriority;
export const kbit = (value: number): Kbit => value as Kbit;
export const ms = (value: number): Ms => value as Ms;

export const kibOfMib = (size: MiB): KiB => kib(size * 1024);
export const kbitOfMbit = (rateMbit: number): Kbit => kbit(rateMbit * 1000);
export const msOfSeconds = (seconds: number): Ms => ms(seconds * 1000);

import { type Kbit, type KiB, type Ms, ms } from '../units.ts';
import type { RootProgram } from './root-programs.ts';

/** What the configuration says of one host, completed from the defaults. */
export interface HostSettings {
  readonly name: string;
  /** libvirt's connection URI, as seen from the host itself. */
  readonly uri: string;
  /** What sudo runs there, because the user is not root. */
  readonly sudo: readonly RootProgram[];
  /** The NIC that the guests' traffic leaves by; undefined to find it: the port of a guest's bridge that is no guest's tap. */
  readonly uplink: string | undefined;
  /** All servers with a priority together never send more than this. */
  readonly htbRate: Kbit;
  /** The NIC's speed; undefined to ask the NIC. */
  readonly linkRate: Kbit | undefined;
  /** Whether a server may use what the others leave of htbRate. */
  readonly borrow: boolean;
  readonly memoryFloorKiB: KiB;
  /** Whether a guest is kept from losing memory that it uses. */
  readonly balloonGuard: boolean;
  /** Of a server's maximum and what it has after a start, where nothing is asked of its memory; undefined to leave it all. */
  readonly ballooningRamRatio: number | undefined;
  readonly balloonTimeoutMs: Ms;
  /** The longest that one command may take, waiting included. */
  readonly commandTimeoutMs: Ms;
}

/** How long a change may take that is not stuck: it waits for a balloon, between the commands before and after that. */
export const longestChangeMs = ({ balloonTimeoutMs, commandTimeoutMs }: HostSettings): Ms =>
  ms(balloonTimeoutMs + 2 * commandTimeoutMs);

/** How long a change waits for its turn: until one that is not stuck has ended. */
export const turnWaitMs = ({ balloonTimeoutMs, commandTimeoutMs }: HostSettings): Ms =>
  ms(balloonTimeoutMs + commandTimeoutMs);

/** Our root qdisc's handle, "NT" in ASCII: rare enough that a qdisc with it is ours. @see docs/adr/0004-htb-tree.md */
export const ourMajor = 0x4e54;

/** The fixed classes of the tree, by minor number; guests have the ones between. */
export const minors = {
  /** rate = ceil = the NIC's speed. */
  link: 0x1,
  /** rate = ceil = htb_rate: the parent of all guests that have a priority. */
  pool: 0x2,
  firstGuest: 0x10,
  lastGuest: 0xfffd,
  /** Everything else: the host itself, guests without a priority. */
  rest: 0xfffe,
} as const;

/** A qdisc's handle as tc writes it; majors are hexadecimal without leading zeros. */
export const formatHandle = (major: number): string => `${major.toString(16)}:`;

/** The id of one of our classes as tc writes it: `4e54:10` is minor 16. */
export const formatClassId = (minor: number): string => `${ourMajor.toString(16)}:${minor.toString(16)}`;

const classIdPattern = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;

/** The minor of one of our classes; undefined for a text that is no classid or another qdisc's. */
export function findMinor(text: string | undefined): number | undefined {
  const [, major, minor] = classIdPattern.exec(text ?? '') ?? [];
  return major !== undefined && minor !== undefined && Number.parseInt(major, 16) === ourMajor
    ? Number.parseInt(minor, 16)
    : undefined;
}

/** True for a minor that a guest's class may have. A class's leaf qdisc has its minor as handle, so the root's own is left out. */
export const isGuestMinor = (minor: number): boolean =>
  minor >= minors.firstGuest && minor <= minors.lastGuest && minor !== ourMajor;

const devicePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/;

/**
 * The name, checked to be one word in a line of `tc -batch`.
 * @throws {Error} it is not: configuration must not have let it through
 */
export function checkDevice(device: string): string {
  if (!devicePattern.test(device)) throw new Error(`not a network device's name: ${JSON.stringify(device)}`);
  return device;
}

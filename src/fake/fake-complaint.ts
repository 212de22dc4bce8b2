/** What the fake virsh prints on standard error, without `error: `. */
export class VirshComplaint extends Error {
  override readonly name = 'VirshComplaint';
}

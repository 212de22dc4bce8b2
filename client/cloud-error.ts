/** The one error of the client: what the service refused, or why no answer came. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /**
   * The fault's name as the service gave it (`itemNotFound`, `conflictingRequest`, …), or one of the client's own: `connectFailure`,
   * `timeout`, `badAnswer` (what answered is not novatune), `ambiguousName`.
   */
  readonly fault: string;
  /** The service's log tells this request's story under this id. */
  readonly requestId: string | undefined;

  constructor(fault: string, message: string, about: { status?: number; requestId?: string; cause?: unknown } = {}) {
    super(message, about.cause === undefined ? {} : { cause: about.cause });
    this.fault = fault;
    this.status = about.status;
    this.requestId = about.requestId;
  }
}

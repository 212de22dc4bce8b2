/** The one error of the client: what the service refused, or why no answer came. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /**
   * The fault's name as the service gave it (`itemNotFound`, `conflictingRequest`, …), or one of the client's own: `connectFailure`,
   * `timeout`, `badAnswer` (what answered is not novatune, or at a login not Keystone), `ambiguousName`, `endpointNotFound` (the catalog
   * has none for novatune).
   */
  readonly fault: string;
  /** The service's log tells this request's story under this id. */
  readonly requestId: string | undefined;
  /**
   * The change may have been made all the same, and the message says so: after a timeout, a broken connection, most statuses from 500 on,
   * and an answer that is not novatune's. False where nothing has changed: the call only looks, it was refused, or nothing was sent.
   */
  readonly isOutcomeUnknown: boolean;

  constructor(fault: string, message: string, about: ErrorTraits = {}) {
    super(message, about.cause === undefined ? {} : { cause: about.cause });
    this.fault = fault;
    this.status = about.status;
    this.requestId = about.requestId;
    this.isOutcomeUnknown = about.isOutcomeUnknown ?? false;
  }
}

/** What else is known of an error. */
interface ErrorTraits {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly isOutcomeUnknown?: boolean;
  readonly cause?: unknown;
}

/** Every way a request can fail on purpose. What status each has on the wire is the business of `http/fault-response.ts` alone. */
export type FaultKind =
  // the request itself
  | 'malformedRequest' // not an object with exactly one key, no such action, a URL that contradicts the token
  | 'invalidInput' // a field that openapi.yaml refuses
  | 'limitOutOfRange' // a value that this server or host cannot have
  | 'unsupportedMediaType'
  | 'bodyTooLarge'
  | 'versionInvalid'
  | 'versionNotSupported'
  | 'requestTimeout'
  // who asks
  | 'unauthorized'
  | 'forbidden'
  // what is asked for
  | 'notFound' // no such path, no such extension
  | 'serverNotFound'
  | 'serverNotRunning'
  | 'serverLocked'
  | 'serverBusy' // a task of Nova's is under way
  | 'memoryInUse'
  | 'foreignQdisc'
  | 'preconditionFailed' // what is asked of the server has changed since the caller looked
  // the host
  | 'notSupported' // a controller, a qdisc kind or a NIC that the host or the server lacks
  | 'hostUnavailable' // no answer, or none in time
  | 'storeUnavailable' // what is asked cannot be written down
  // the cloud beside it
  | 'cloudBrokeOff' // Nova had the request, and what became of it there is not known
  | 'cloudUnavailable'; // Keystone or another service of it does not answer, or does not take our own login

/** An expected failure. Its message goes to the caller: no stderr, argv or host name in it; those travel in `cause`, for the log. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

import type { Access } from './access.ts';
import { isNothingSent, reasonOf } from './causes.ts';
import { CloudError } from './cloud-error.ts';

/** What is known of an answer that was no success. */
export interface AnswerTraits {
  readonly status: number;
  readonly requestId: string | undefined;
}

/** The answer itself. */
interface Said extends AnswerTraits {
  readonly text: string;
  readonly body: unknown;
}

/** Whether the request only looked: then no failure leaves a doubt. */
interface RequestTraits {
  readonly reads: boolean;
}

/**
 * The error for an answer other than 200. Nova's form has one key, the fault's name; Keystone's has `error`; what never got to Nova's
 * code has a `message` alone.
 */
export function errorOfAnswer(answer: Said, { reads }: RequestTraits): CloudError {
  const { body, text, status, requestId } = answer;
  const about = { status, requestId, isOutcomeUnknown: !reads && !isRefusal(status) };
  const [name, said] = Object.entries((body ?? {}) as Record<string, unknown>)[0] ?? [];
  const message = (said as { message?: unknown } | null | undefined)?.message;
  if (name !== undefined && typeof message === 'string') {
    const keystones = status === 401 ? 'unauthorized' : 'badAnswer';
    return failure(name === 'error' ? keystones : name, message, about);
  }
  const alone = (body as { message?: unknown } | null | undefined)?.message;
  const shown = typeof alone === 'string' ? oneLine(alone) : show(text, answer, 'novatune');
  return failure('badAnswer', shown, about);
}

/** The error for an answer with status 200 that novatune does not give. */
export function badAnswer({ body, status, requestId }: Said, endpoint: string, { reads }: RequestTraits): CloudError {
  const what = body === undefined ? 'something that is not JSON' : 'JSON that is not of novatune';
  return failure('badAnswer', `${endpoint} answered ${what}`, { status, requestId, isOutcomeUnknown: !reads });
}

/** What a refusal means that only Nova itself gives: novatune knows every action of the contract. Undefined for any other. */
export function findNovaItself(error: CloudError, access: Access, action: string): CloudError | undefined {
  if (access.serviceType !== 'compute' || !error.message.startsWith('There is no such action: ')) return undefined;
  const message =
    `The catalog's compute endpoint, ${access.endpoint}, is Nova without novatune, which has no action ${action}: ` +
    "give novatune's own endpoint (--os-endpoint-override), or have it registered in the catalog as libvirt-resources.";
  return new CloudError('badAnswer', message, { status: error.status, requestId: error.requestId, cause: error });
}

/** The error for a request that got no answer at all. */
export function connectFailure(cause: unknown, endpoint: string, { reads }: RequestTraits): CloudError {
  const message = `Unable to establish connection to ${endpoint}: ${reasonOf(cause)}`;
  return failure('connectFailure', message, { cause, isOutcomeUnknown: !reads && !isNothingSent(cause) });
}

/** The error for a request whose answer took too long. */
export function timeout(cause: unknown, endpoint: string, timeoutMs: number, { reads }: RequestTraits): CloudError {
  const message = `${endpoint} did not answer within ${timeoutMs / 1000} s.`;
  return failure('timeout', message, { cause, isOutcomeUnknown: !reads });
}

function failure(fault: string, message: string, about: ConstructorParameters<typeof CloudError>[2] = {}): CloudError {
  if (!about.isOutcomeUnknown || alreadySaid.test(message)) return new CloudError(fault, message, about);
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return new CloudError(fault, `${sentence} Whether the change was made is unknown; read it back.`, about);
}

/** As the service puts it where its host did not answer. */
const alreadySaid = /\bunknown\b.{0,40}\bread it back\b/;

/** A gateway gives up waiting with 408 or 499, and does not know what became of what it passed on. */
const isRefusal = (status: number): boolean =>
  (status >= 300 && status < 500 && status !== 408 && status !== 499) || status === 501;

/** What is shown of an answer is near its beginning, and to look for tags takes the square of the length. */
const longestShown = 4096;

/** What whoever answered had to say, such as a proxy's page, on one line. */
export function show(text: string, { status }: Pick<AnswerTraits, 'status'>, expected: string): string {
  const plain = oneLine(text.slice(0, longestShown).replace(/<[^>]*>/g, ' '));
  if (plain === '') return `The answer has status ${status} and no text`;
  return `This is not ${expected}'s answer: ${plain.slice(0, 200)}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

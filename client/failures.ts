import { CloudError } from './cloud-error.ts';

/** What is known of an answer that was no success. */
export interface AnswerTraits {
  readonly status: number;
  readonly requestId?: string;
}

/** The error for an answer other than 200: Nova's form has one key, the fault's name; Keystone's has `error`. */
export function refusal(body: unknown, text: string, about: AnswerTraits): CloudError {
  const [name, said] = Object.entries((body ?? {}) as Record<string, unknown>)[0] ?? [];
  const { message } = (said ?? {}) as { message?: unknown };
  if (name === undefined || typeof message !== 'string') return new CloudError('badAnswer', shown(text, about), about);
  const keystones = about.status === 401 ? 'unauthorized' : 'badAnswer';
  return new CloudError(name === 'error' ? keystones : name, message, about);
}

/** What whoever answered had to say, such as a proxy's page, on one line. */
function shown(text: string, { status }: AnswerTraits): string {
  const plain = text
    .replace(/<[^>]*>|\s+/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
  if (plain === '') return `The answer has status ${status} and no text`;
  return `This is not novatune's answer: ${plain.slice(0, 200)}`;
}

/** Failures at which nothing can have reached the service. */
const beforeSending = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;
const outcomeUnknown = ' Whether the change was made is unknown; read it back.';

/** The error for a request that got no answer at all. */
export function connectFailure(cause: unknown, endpoint: string, { reads }: { reads: boolean }): CloudError {
  const reason = innermostMessage(cause);
  const doubt = reads || beforeSending.test(reason) ? '' : `.${outcomeUnknown}`;
  return new CloudError('connectFailure', `Unable to establish connection to ${endpoint}: ${reason}${doubt}`, {
    cause,
  });
}

/** The error for a request whose answer took too long. */
export function timeout(
  cause: unknown,
  endpoint: string,
  timeoutMs: number,
  { reads }: { reads: boolean },
): CloudError {
  const doubt = reads ? '' : outcomeUnknown;
  return new CloudError('timeout', `${endpoint} did not answer within ${timeoutMs / 1000} s.${doubt}`, { cause });
}

/** Node's fetch says `fetch failed` and hides the reason one or two causes deep. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, errors } = error as Error & { errors?: readonly unknown[] };
  const inner = cause ?? errors?.[0];
  return inner === undefined ? error.message : innermostMessage(inner);
}

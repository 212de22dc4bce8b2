// Why a `fetch` failed: Node's says `fetch failed` and hides the reason one or two causes deep.

/** The message of the first reason. */
export function reasonOf(error: unknown): string {
  const [first] = reasonsOf(error);
  return first instanceof Error ? first.message : String(first);
}

/** Nothing can have reached the service: no connection came about, or its certificate was refused. */
export const isNothingSent = (error: unknown): boolean => reasonsOf(error).every(isBeforeSending);

function isBeforeSending(reason: unknown): boolean {
  if (!(reason instanceof Error)) return false;
  const { code } = reason as Error & { code?: unknown };
  return noConnection.test(reason.message) || (typeof code === 'string' && beforeSending.has(code));
}

/** Every system call has its name before the error's. @see https://nodejs.org/api/errors.html "errorname" */
const noConnection = /^(connect|getaddrinfo) E[A-Z_]+\b/;

/**
 * Certificates that Node refuses: no request gets through, measured. @see https://nodejs.org/api/tls.html "X509 certificate error codes";
 * and undici's timeout of connecting. @see lib/core/errors.js of undici
 */
const beforeSending: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CRL_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The innermost causes; several where several addresses were tried. A cause that was seen before is not followed again. */
function reasonsOf(error: unknown, seen: ReadonlySet<unknown> = new Set()): unknown[] {
  if (!(error instanceof Error)) return [error];
  const { cause, errors } = error as Error & { errors?: unknown };
  const outside = new Set(seen).add(error);
  const inner = (cause === undefined ? (Array.isArray(errors) ? errors : []) : [cause]).filter(
    (each) => !outside.has(each),
  );
  return inner.length === 0 ? [error] : inner.flatMap((each) => reasonsOf(each, outside));
}

/** What a URL is for, and one such as it should be. */
interface Purpose {
  readonly name: string;
  readonly example: string;
}

const service: Purpose = { name: 'endpoint', example: 'http://127.0.0.1:9774' };

/**
 * novatune's endpoint as requests need it: version 2.1 unless it names one, without a slash at the end.
 * @throws {TypeError} it is no http or https URL, or has more than a path
 */
export function parseEndpoint(endpoint: string): string {
  const base = parseBase(endpoint, service);
  return /\/v2(\.1)?(\/[^/]+)?$/.test(new URL(base).pathname) ? base : `${base}/v2.1`;
}

/**
 * An http or https URL without a slash at the end.
 * @throws {TypeError} it is none, or has more than a path
 */
export function parseBase(text: string, { name, example }: Purpose): string {
  const wanted = `it takes a URL such as ${example}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.port === '0')
    throw new TypeError(`'${withoutCredentials(text)}' is no ${name}: ${wanted}`);
  if (url.username !== '' || url.password !== '' || /[?#]/.test(url.href))
    throw new TypeError(`an ${name} has no credentials, no query and no fragment: ${wanted}`);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** An error is shown and logged. What is no URL may have a slash in its password. */
const withoutCredentials = (text: string): string => String(text).replace(/^([a-z]+:\/\/)?.*@/is, '$1…@');

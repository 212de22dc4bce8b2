import type { Request, RequestHandler, Response } from 'express';
import { sendEmpty } from './json-response.ts';

/** @see nova/middleware.py set_defaults */
const methods: readonly string[] = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'];
const nova: readonly string[] = [
  'X-Auth-Token',
  'X-Openstack-Request-Id',
  'X-Identity-Status',
  'X-Roles',
  'X-Service-Catalog',
  'X-User-Id',
  'X-Tenant-Id',
  'X-OpenStack-Nova-API-Version',
  'OpenStack-API-Version',
];
/** @see oslo_middleware/cors.py simple_headers */
const simple: readonly string[] = [
  'Accept',
  'Accept-Language',
  'Content-Type',
  'Cache-Control',
  'Content-Language',
  'Expires',
  'If-Match',
  'Last-Modified',
  'Pragma',
];
const requestHeaders = new Set([...nova, ...simple].map((name) => name.toLowerCase()));
/** Nova's, and those in which our actions say what else there is to say, and of which version of what is asked. */
const exposed = [
  'X-Auth-Token',
  'X-Openstack-Request-Id',
  'X-Subject-Token',
  'X-Service-Token',
  'X-OpenStack-Nova-API-Version',
  'OpenStack-API-Version',
  'Warning',
  'ETag',
].join(',');
const maxAgeSeconds = 3600;

/**
 * Lets the pages of these origins call from a browser, as oslo.middleware does: what they ask beforehand is answered here, for any path
 * and without a token, and every other answer says that they may read it. Requests of other origins go on without a word of it.
 * @see oslo_middleware/cors.py
 */
export function cors(origins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const origin = allowedOrigin(origins, request.headers.origin);
    if (origin === undefined) return next();
    if (request.method !== 'OPTIONS') {
      allow(response, origin);
      response.setHeader('Access-Control-Expose-Headers', exposed);
      return next();
    }
    if (!isAllowed(request)) return next();
    allow(response, origin);
    sendPreflight(request, response);
  };
}

function allowedOrigin(origins: readonly string[], origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (origins.includes(origin)) return origin;
  return origins.includes('*') ? '*' : undefined;
}

function allow(response: Response, origin: string): void {
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
}

const isAllowed = (request: Request): boolean =>
  methods.includes(request.get('Access-Control-Request-Method') ?? '') &&
  askedHeaders(request).every((name) => requestHeaders.has(name.toLowerCase()));

const askedHeaders = (request: Request): string[] =>
  (request.get('Access-Control-Request-Headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function sendPreflight(request: Request, response: Response): void {
  const headers = askedHeaders(request);
  response.setHeader('Access-Control-Max-Age', maxAgeSeconds);
  response.setHeader('Access-Control-Allow-Methods', request.get('Access-Control-Request-Method') ?? '');
  if (headers.length > 0) response.setHeader('Access-Control-Allow-Headers', headers.join(','));
  sendEmpty(response, 200);
}

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router } from 'express';
import { sendUnknownPath } from './fault-response.ts';

/** Everything that the page loads comes from this service; there are no inline scripts. Swagger UI sets styles, and has icons as data. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>novatune</title>
    <link rel="icon" type="image/png" href="favicon-32x32.png" sizes="32x32">
    <link rel="stylesheet" href="swagger-ui.css">
    <link rel="stylesheet" href="index.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="swagger-ui-bundle.js"></script>
    <script src="start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: '../openapi.json',
  validatorUrl: 'none',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
});
`;

const assets = ['swagger-ui.css', 'index.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** Swagger UI at /docs/, from this machine alone. Its files are looked for when they are asked for, since most services never are. */
export function docs(): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    next();
  });
  router.get('/', (request, response) => {
    // The page's own links are relative, so that it works behind a proxy that adds a prefix.
    if (request.originalUrl.split('?', 1)[0]?.endsWith('/')) response.type('html').send(page);
    else response.redirect(301, 'docs/');
  });
  router.get('/start.js', (_request, response) => void response.type('js').send(start));
  for (const file of assets)
    router.get(`/${file}`, (_request, response) => response.sendFile(file, { root: swaggerUi() }));
  router.use((_request, response) => sendUnknownPath(response));
  return router;
}

const swaggerUi = (): string => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

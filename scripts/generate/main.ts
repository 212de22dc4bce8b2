/** `npm run generate`: everything that follows from openapi.yaml. */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';
import { describeActions } from './describe-actions.ts';
import { formatCommands, formatMethods } from './tables.ts';

const root = new URL('../../', import.meta.url);
const contract = new URL('openapi.yaml', root);
const banner = '// Generated from openapi.yaml by `npm run generate`. Do not edit.\n';

const write = (path: string, text: string): void => writeFileSync(new URL(path, root), text);

const document = parse(readFileSync(contract, 'utf8'), { merge: true });
const actions = describeActions(document);
write('openapi.json', `${JSON.stringify(document, undefined, 2)}\n`);
write('client/generated/openapi.ts', `${banner}\n${astToString(await openapiTS(contract))}`);
write('client/generated/methods.ts', banner + formatMethods(actions));
write('client/generated/commands.ts', banner + formatCommands(actions));

// Not before now: it is made of what was just written.
const { cliPage } = await import('./cli-page.ts');
write('docs/reference/cli.md', cliPage());

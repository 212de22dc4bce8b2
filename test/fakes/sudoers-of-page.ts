import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/how-to/hosts.md', import.meta.url), 'utf8');
const [forTc = '', forAll = ''] = [...page.matchAll(/^```sudoers\n(.+?)^```$/gms)].map(([, text = '']) => text);

/** The lines that the how-to page has for sudoers. */
export const sudoersOfPage = { forTc, forAll } as const;

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connect } from '../../../client/index.ts';
import { parseNamePattern } from '../../../src/http/name-pattern.ts';
import { scriptedCloud, serverId } from './calls.ts';

/** The filter that a search for a name sends first. */
async function filterFor(name: string): Promise<string> {
  const filters: string[] = [];
  const fetch = async (url: string) => {
    filters.push(new URL(url).searchParams.get('name') ?? '');
    return {
      status: 200,
      headers: new Headers(),
      text: async () => JSON.stringify({ servers: [{ id: serverId, name }] }),
    };
  };
  await connect({ endpoint: 'http://cloud.test', token: 'a:b', fetch }).findServer(name);
  return filters[0]!;
}

test('a name’s regular expression characters stand for themselves', async () => {
  expect(await filterFor('a.b*c(1)[2]{3}|^$+?\\')).toBe(String.raw`^a\.b\*c\(1\)\[2\]\{3\}\|\^\$\+\?\\$`);
});

test('a name that is longer than a filter is looked for by its beginning, and found by all of it', async () => {
  const beginning = 'n'.repeat(249);
  const servers = ['a', 'b', 'c'].map((end, index) => ({
    id: `${serverId.slice(0, -1)}${index}`,
    name: `${beginning}${end}`,
  }));
  const cloud = scriptedCloud([{ request: `GET /v2.1/servers/detail?name=^${beginning}`, answer: { servers } }]);

  expect(await cloud.findServer(`${beginning}b`)).toEqual(servers[1]);
});

test('a long name is never cut between a backslash and what it escapes', async () => {
  expect(await filterFor('.'.repeat(255))).toBe(`^${String.raw`\.`.repeat(124)}`);
});

const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 255 }),
  fc.string({ unit: fc.constantFrom(...String.raw`.*+?^$|(){}[]\/-, aB1`), minLength: 1, maxLength: 255 }),
  fc.string({ unit: fc.constantFrom('𝒩', 'é', '.', 'n'), minLength: 200, maxLength: 255 }),
);

test('whatever a server is called, the service takes the filter, and it finds that server', async () => {
  await fc.assert(
    fc.asyncProperty(name, async (called) => {
      const pattern = parseNamePattern(await filterFor(called));

      expect(pattern?.matches(called)).toBe(true);
    }),
  );
});

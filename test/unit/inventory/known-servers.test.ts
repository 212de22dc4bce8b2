import { describe, expect, test } from 'vitest';
import { KnownServers, type Question } from '../../../src/inventory/known-servers.ts';
import type { Server } from '../../../src/inventory/server.ts';

const server = (name: string) => ({ id: 'u1', name }) as Server;

/** A question that is open until the test ends it. */
function ask(known: KnownServers): { readonly question: Question; end(): Promise<void> } {
  let number = 0;
  let end: () => void = () => {};
  const asking = known.during((question) => {
    number = question;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return {
    question: number,
    end() {
      end();
      return asking;
    },
  };
}

describe('KnownServers', () => {
  test('finds a server by its UUID, and the UUID by the name of the domain', async () => {
    const known = new KnownServers();

    await known.during(async (question) => known.keep(question, 'u1', 'one', server('a')));

    expect(known.find('u1')).toEqual(server('a'));
    expect(known.findUuid('one')).toBe('u1');
    expect([...known.servers()]).toEqual([server('a')]);
  });

  test('knows the name of a domain that is no server', async () => {
    const known = new KnownServers();

    await known.during(async (question) => known.keep(question, 'u1', 'one', undefined));

    expect(known.find('u1')).toBeUndefined();
    expect(known.findUuid('one')).toBe('u1');
  });

  test('has no server any more in a domain that lost its metadata', async () => {
    const known = new KnownServers();
    await known.during(async (question) => known.keep(question, 'u1', 'one', server('a')));

    await known.during(async (question) => known.keep(question, 'u1', 'one', undefined));

    expect(known.find('u1')).toBeUndefined();
  });

  test('forgets the old name of a domain', async () => {
    const known = new KnownServers();
    await known.during(async (question) => known.keep(question, 'u1', 'one', server('a')));

    await known.during(async (question) => known.keep(question, 'u1', 'two', server('a')));

    expect([known.findUuid('one'), known.findUuid('two')]).toEqual([undefined, 'u1']);
  });

  test('lets a name go from one domain to another', async () => {
    const known = new KnownServers();
    await known.during(async (question) => known.keep(question, 'u1', 'one', undefined));
    await known.during(async (question) => known.keep(question, 'u2', 'one', undefined));

    await known.during(async (question) => known.forget(question, 'u1'));

    expect(known.findUuid('one')).toBe('u2');
  });

  test('takes a newer answer for an older one that comes later', async () => {
    const known = new KnownServers();
    const older = ask(known);
    const newer = ask(known);

    known.keep(newer.question, 'u1', 'one', server('new'));
    known.keep(older.question, 'u1', 'one', server('old'));

    expect(known.find('u1')?.name).toBe('new');
    await Promise.all([older.end(), newer.end()]);
  });

  test('does not bring back a domain that is gone by an older answer', async () => {
    const known = new KnownServers();
    const older = ask(known);
    await known.during(async (question) => known.forget(question, 'u1'));

    known.keep(older.question, 'u1', 'one', server('old'));

    expect(known.find('u1')).toBeUndefined();
    await older.end();
  });

  test('does not lose a domain by an older answer that it was gone', async () => {
    const known = new KnownServers();
    const older = ask(known);
    await known.during(async (question) => known.keep(question, 'u1', 'one', server('new')));

    known.forget(older.question, 'u1');

    expect(known.find('u1')?.name).toBe('new');
    await older.end();
  });

  test('drops what a full list does not have, but not what was seen after it was asked for', async () => {
    const known = new KnownServers();
    await known.during(async (question) => known.keep(question, 'u1', 'one', server('a')));
    const list = ask(known);
    await known.during(async (question) => known.keep(question, 'u2', 'two', server('b')));

    known.retain(list.question, new Set());

    expect([known.find('u1'), known.find('u2')?.name]).toEqual([undefined, 'b']);
    await list.end();
  });
});

import { describe, expect, test } from 'vitest';
import { checkSessions } from '../../../src/hosts-check/sessions.ts';
import type { Channel, FailureReason } from '../../../src/transport/transport.ts';
import { failed } from '../compute/scripted-host.ts';
import { readable, subjectOf } from './subjects.ts';

const channel: Channel = { write: () => {}, kill: () => {} };

/** A host on which all sessions are opened; of the programs that end, the first ones fail like this. */
function subjectWith(...failures: FailureReason[]) {
  const left = [...failures];
  const subject = subjectOf(() => {
    const reason = left.shift();
    if (reason !== undefined) throw failed(reason);
    return '';
  });
  subject.host.transport.open = async () => channel;
  return subject;
}

describe('checkSessions', () => {
  test('is content with all at once', async () => {
    expect(readable(await checkSessions(subjectWith()))).toEqual(['ok: 8 at once']);
  });

  test('counts those that sshd refuses', async () => {
    expect(readable(await checkSessions(subjectWith('unreachable', 'unreachable')))).toEqual([
      'wrong: sshd refuses 2 of 8 sessions at once: commands wait for each other, and fail under load -> Set MaxSessions to 10, its default, in /etc/ssh/sshd_config there, then systemctl reload ssh.',
    ]);
  });

  test('takes one that only came late for no refusal', async () => {
    expect(readable(await checkSessions(subjectWith('timeout')))).toEqual([
      'note: not known: 1 of 8 sessions at once had no answer in time -> Check again when the host has less to do.',
    ]);
  });
});

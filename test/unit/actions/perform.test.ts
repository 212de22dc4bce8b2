import { describe, expect, test } from 'vitest';
import { unaccounted } from '../../../src/actions/account.ts';
import type { Setter } from '../../../src/actions/action.ts';
import { actions, perform, type ResourceActionName } from '../../../src/actions/index.ts';
import { performAction } from '../../../src/actions/perform.ts';
import type { VirshCommand } from '../../../src/compute/command.ts';
import type { HostSettings } from '../../../src/compute/settings.ts';
import { Fault } from '../../../src/faults.ts';
import type { Server } from '../../../src/inventory/server.ts';
import type { VmState } from '../../../src/inventory/vm-state.ts';
import { ms } from '../../../src/units.ts';
import { Gate } from '../compute/gate.ts';
import { failed, scriptedHost, uuid } from '../compute/scripted-host.ts';
import { FakeServers, onHost, type ServerOnHost } from '../fake/fake-servers.ts';

/** Two knobs of a server, each set by a command of its own, and what happens on the way. */
class Knobs {
  left = 0;
  right = 0;
  readonly story: string[] = [];
  /** Runs before a command takes effect, or after it. */
  before: (line: string) => void = () => {};
  after: (line: string) => void = () => {};

  server(settings: Partial<HostSettings> = {}, id = uuid): ServerOnHost {
    const { domain, ...server } = new FakeServers().server('VM1');
    const host = scriptedHost((line) => this.#answer(line), { balloonTimeoutMs: ms(200), ...settings });
    return onHost({ ...server, id }, { ...domain, uuid: id, host });
  }

  #answer(line: string): string {
    this.story.push(line.replace(/^virsh | a0000000\S+/g, ''));
    this.before(line);
    const [, knob, value] = /set-(left|right) \S+ (\d+)$/.exec(line) ?? [];
    if (knob === 'left') this.left = Number(value);
    if (knob === 'right') this.right = Number(value);
    this.after(line);
    return `left ${this.left}\nright ${this.right}\n`;
  }
}

interface State {
  readonly left: number;
  readonly right: number;
}

type Wanted = Partial<State>;

const setKnob = (id: string, knob: keyof State, value: number): VirshCommand => ({
  virsh: [`set-${knob}`, id, String(value)],
});

function parseKnobs(output: string): State {
  const [, left, right] = /left (\d+)\nright (\d+)/.exec(output) ?? [];
  return { left: Number(left), right: Number(right) };
}

/** Sets what is not so yet, left first, and puts back what was. */
function knobs(parts: Partial<Setter<Wanted, State, State>> = {}): Setter<Wanted, State, State> {
  const plan = (id: string, wanted: Wanted, state: State) =>
    (['left', 'right'] as const).flatMap((knob) => {
      const value = wanted[knob];
      return value === undefined || value === state[knob] ? [] : [setKnob(id, knob, value)];
    });
  return {
    policy: 'manager',
    scope: 'server',
    allocates: { resource: 'cpu', asked: ({ left }) => left ?? 0, has: ({ left }) => left },
    read: async (domain) => parseKnobs(await domain.host.virshOf(domain.uuid, 'show')),
    plan: (domain, wanted, state) => plan(domain.uuid, wanted, state),
    revert: (domain, before, state) => plan(domain.uuid, before, state),
    answer: (_wanted, state) => state,
    ...parts,
  };
}

const turn = (wanted: Wanted, server: Server, action = knobs(), account = unaccounted) =>
  performAction('set-knobs', action, wanted, server, account);

describe('a change', () => {
  test('is read, planned, run and read back', async () => {
    const host = new Knobs();

    const { answer } = await turn({ left: 1, right: 2 }, host.server());

    expect(answer).toEqual({ left: 1, right: 2 });
    expect(host.story).toEqual(['show', 'set-left 1', 'set-right 2', 'show']);
  });

  test('whose last command prints what there is then is not read once more', async () => {
    const host = new Knobs();

    const { answer } = await turn({ left: 1, right: 2 }, host.server(), knobs({ told: parseKnobs }));

    expect(answer).toEqual({ left: 1, right: 2 });
    expect(host.story).toEqual(['show', 'set-left 1', 'set-right 2']);
  });

  test('whose last command prints that it is not there yet is read until it is', async () => {
    const host = new Knobs();
    const settled = ({ left }: Wanted, state: State) => state.left === left;

    const told = (output: string) => ({ ...parseKnobs(output), left: 0 });
    const { answer } = await turn({ left: 1 }, host.server(), knobs({ told, settled }));

    expect(answer).toEqual({ left: 1, right: 0 });
    expect(host.story).toEqual(['show', 'set-left 1', 'show']);
  });

  test('runs nothing when there is nothing to do', async () => {
    const host = new Knobs();

    await turn({ left: 0 }, host.server());

    expect(host.story).toEqual(['show', 'show']);
  });

  test('that the plan refuses runs nothing', async () => {
    const host = new Knobs();
    const refusing = knobs({
      plan: () => {
        throw new Fault('limitOutOfRange', 'Too far');
      },
    });

    await expect(turn({ left: 1 }, host.server(), refusing)).rejects.toMatchObject({ kind: 'limitOutOfRange' });
    expect(host.story).toEqual(['show']);
  });

  test('that breaks in the middle is put back, and the failure stands', async () => {
    const host = new Knobs();
    host.left = 7;
    host.before = (line) => {
      if (line.startsWith('virsh set-right')) throw failed('exit', 'error: shares must be in range [2, 5]');
    };

    await expect(turn({ left: 1, right: 2 }, host.server())).rejects.toMatchObject({ kind: 'limitOutOfRange' });
    expect([host.left, host.right]).toEqual([7, 0]);
  });

  test.each([
    'timeout',
    'ended',
  ] as const)('that had no answer (%s) but in truth happened is answered as done', async (reason) => {
    const host = new Knobs();
    host.after = (line) => {
      if (line.startsWith('virsh set-left')) throw failed(reason);
    };

    expect(await turn({ left: 1 }, host.server())).toEqual({ answer: { left: 1, right: 0 }, warnings: [] });
  });

  test('that had no answer and did not happen is unknown to the caller, who is told to read it back', async () => {
    const host = new Knobs();
    host.before = (line) => {
      if (line.startsWith('virsh set-left')) throw failed('timeout');
    };

    await expect(turn({ left: 1 }, host.server())).rejects.toMatchObject({
      kind: 'hostUnavailable',
      message: expect.stringContaining('unknown, read it back'),
    });
  });

  test('whose host is gone altogether fails with the first failure, not with one that follows from it', async () => {
    const host = new Knobs();
    let gone = false;
    host.before = (line) => {
      if (gone) throw failed('unreachable', 'second');
      gone = line.startsWith('virsh set-left');
      if (gone) throw failed('timeout', 'first');
    };

    await expect(turn({ left: 1 }, host.server())).rejects.toMatchObject({ cause: { stderr: 'first' } });
  });

  test('that could not be read back is put back', async () => {
    const host = new Knobs();
    const isReadBack = (line: string) => line.startsWith('virsh show') && host.story.at(-2) === 'set-left 1';
    host.before = (line) => {
      if (isReadBack(line)) throw failed('ended');
    };
    const neverSettled = knobs({ settled: () => false });

    await expect(turn({ left: 1 }, host.server(), neverSettled)).rejects.toMatchObject({ kind: 'hostUnavailable' });
    expect(host.left).toBe(0);
  });

  test('that does not settle in time is put back, and answered as such', async () => {
    const host = new Knobs();
    const heard: boolean[] = [];
    const neverSettled = knobs({
      settled: () => false,
      answer: (_wanted, state, settled) => {
        heard.push(settled);
        return state;
      },
    });

    const { answer } = await turn({ left: 1 }, host.server({ balloonTimeoutMs: ms(60) }), neverSettled);

    expect({ answer, heard }).toEqual({ answer: { left: 0, right: 0 }, heard: [false] });
  });

  test('is no failure where only its warnings cannot be told', async () => {
    const host = new Knobs();
    const action = knobs({ warnings: () => Promise.reject(failed('timeout')) });

    const { answer, warnings } = await turn({ left: 1 }, host.server(), action);

    expect(answer).toEqual({ left: 1, right: 0 });
    expect(warnings).toEqual([expect.stringContaining('could not be checked')]);
  });

  test('lets a bug be one, also in its warnings', async () => {
    const host = new Knobs();
    const action = knobs({ warnings: () => Promise.reject(new TypeError('bug')) });

    await expect(turn({ left: 1 }, host.server(), action)).rejects.toThrow(TypeError);
  });
});

describe('changes', () => {
  test('of one server do not interleave', async () => {
    const host = new Knobs();
    const server = host.server();

    await Promise.all([turn({ left: 1, right: 1 }, server), turn({ left: 2, right: 2 }, server)]);

    expect(host.story).toEqual([
      ...['show', 'set-left 1', 'set-right 1', 'show'],
      ...['show', 'set-left 2', 'set-right 2', 'show'],
    ]);
  });

  test('of one host do not interleave where that is their scope, whatever the server', async () => {
    const host = new Knobs();
    const one = host.server();
    const id = 'a0000000-0000-4000-8000-000000000002';
    const other = onHost({ ...one, id }, { ...one.domain, uuid: id });
    const action = knobs({ scope: 'host' });

    await Promise.all([turn({ left: 1 }, one, action), turn({ left: 2 }, other, action)]);

    expect(host.story).toEqual(['show', 'set-left 1', 'show', 'show', 'set-left 2', 'show']);
  });

  test('of different servers of one host go on side by side', async () => {
    const gate = new Gate();
    const host = new Knobs();
    const one = host.server();
    const id = 'a0000000-0000-4000-8000-000000000002';
    const other = onHost({ ...one, id }, { ...one.domain, uuid: id });
    const held = turn({ left: 1 }, one, knobs({ readBack: () => gate.opened.then(() => ({ left: 1, right: 0 })) }));

    await turn({ right: 2 }, other);

    expect(host.right).toBe(2);
    gate.open();
    await held;
  });

  test('that wait too long for another one are refused, and never begun', async () => {
    const gate = new Gate();
    const host = new Knobs();
    const server = host.server({ commandTimeoutMs: ms(20), balloonTimeoutMs: ms(20) });
    const held = turn({ left: 1 }, server, knobs({ readBack: () => gate.opened.then(() => ({ left: 1, right: 0 })) }));

    await expect(turn({ right: 2 }, server)).rejects.toMatchObject({ kind: 'hostUnavailable' });
    gate.open();
    await held;

    expect(host.right).toBe(0);
  });
});

describe('a server that Nova is at work on', () => {
  const busy = (server: ServerOnHost) => ({ ...server, taskState: 'migrating' });

  test("is not changed, in Nova's words", async () => {
    const host = new Knobs();

    await expect(turn({ left: 1 }, busy(host.server()))).rejects.toMatchObject({
      kind: 'serverBusy',
      message: `Cannot 'set-knobs' instance ${uuid} while it is in task_state migrating`,
    });
    expect(host.story).toEqual([]);
  });

  test('is refused for its state first, as by Nova', async () => {
    const stopped = { ...busy(new Knobs().server()), state: 'stopped' as const };

    await expect(turn({ left: 1 }, stopped)).rejects.toMatchObject({
      message: `Cannot 'set-knobs' instance ${uuid} while it is in vm_state stopped`,
    });
  });

  test('can be looked at', async () => {
    const server = busy(new FakeServers().server('VM1'));

    expect((await perform('get-cpu-priority', null, server)).answer).toEqual({ share: 1024 });
  });
});

describe('a server whose domain is not where it was taken to be', () => {
  /** The domain is gone from there; it is what `now` is, if it is asked for again. */
  const moved = (now: Server | undefined, from = new FakeServers().server('VM1')) => ({
    ...from,
    getDomain: () => Promise.reject(new Fault('serverNotFound', `Instance ${from.id} could not be found.`)),
    askAgain: async () => now,
  });
  const there = (parts: Partial<Server> = {}): Server => ({ ...new FakeServers().server('VM1'), ...parts });

  test.each<[name: 'get-cpu-priority' | 'set-cpu-priority', request: unknown, share: number]>([
    ['get-cpu-priority', null, 1024],
    ['set-cpu-priority', { share: 77 }, 77],
  ])('is asked for again, and %s goes on where it is', async (name, request, share) => {
    expect((await perform(name, request as never, moved(there()))).answer).toEqual({ share });
  });

  test('is asked for again also when a command finds out', async () => {
    const servers = new FakeServers();
    const server = { ...servers.server('VM1'), askAgain: async () => there() };
    servers.fake('VM1').virsh.domains.clear();

    expect((await perform('get-cpu-priority', null, server)).answer).toEqual({ share: 1024 });
  });

  test('is refused for what it is by then', async () => {
    await expect(perform('get-cpu-priority', null, moved(there({ state: 'stopped' })))).rejects.toMatchObject({
      message: `Cannot 'get-cpu-priority' instance ${uuid} while it is in vm_state stopped`,
    });
  });

  test('is not found where there is none any more', async () => {
    await expect(perform('get-cpu-priority', null, moved(undefined))).rejects.toMatchObject({ kind: 'serverNotFound' });
  });

  test('is on its way where Nova says so, also for those who only look', async () => {
    const migrating = moved(undefined, new FakeServers().server('VM1'));

    await expect(
      perform('get-cpu-priority', null, moved({ ...migrating, taskState: 'migrating' })),
    ).rejects.toMatchObject({
      kind: 'serverBusy',
      message: `Cannot 'get-cpu-priority' instance ${uuid} while it is in task_state migrating`,
    });
  });

  test('is asked for once more, and no more than that', async () => {
    let asked = 0;
    const nowhere = moved(undefined);
    const server = {
      ...nowhere,
      askAgain: async () => {
        asked += 1;
        return nowhere;
      },
    };

    await expect(perform('set-cpu-priority', { share: 77 }, server)).rejects.toMatchObject({
      kind: 'hostUnavailable',
      message: `Instance ${uuid} is not on the host that Nova has it on; try again later.`,
    });
    expect(asked).toBe(1);
  });
});

describe('every action', () => {
  const names = Object.keys(actions) as ResourceActionName[];
  const requests: Partial<Record<ResourceActionName, object>> = {
    'set-memory-soft-limit': { memory_limit: 128 },
    'set-current-memory': { memory: 128 },
    'set-cpu-priority': { share: 512 },
    'set-io-priority': { weight: 300 },
    'set-net-priority': { prio: 5 },
  };
  const run = (name: ResourceActionName, server: Server) => perform(name, (requests[name] ?? null) as never, server);

  test.each(names)("%s is refused while the server is not running, in Nova's words", async (name) => {
    const stopped = new FakeServers().server('VM6');

    await expect(run(name, stopped)).rejects.toMatchObject({
      kind: 'serverNotRunning',
      message: `Cannot '${name}' instance ${stopped.id} while it is in vm_state stopped`,
    });
  });

  test.each([
    'building',
    'suspended',
    'stopped',
    'resized',
    'soft-delete',
    'deleted',
    'error',
    'shelved',
    'shelved_offloaded',
    'unknown',
  ] satisfies VmState[])('is refused in the state %s, without a word to the host', async (state) => {
    const getDomain = () => Promise.reject(new Error('asked'));
    const server = { ...new FakeServers().server('VM1'), state, getDomain };

    await expect(run('get-cpu-priority', server)).rejects.toMatchObject({
      kind: 'serverNotRunning',
      message: `Cannot 'get-cpu-priority' instance ${server.id} while it is in vm_state ${state}`,
    });
  });

  test.each(
    names.filter((name) => !name.endsWith('net-priority')),
  )('%s is refused for a server that has stopped since the inventory looked', async (name) => {
    const servers = new FakeServers();
    const server = servers.server('VM1');
    servers.domain('VM1').running = false;

    await expect(run(name, server)).rejects.toMatchObject({ kind: 'serverNotRunning' });
  });

  test.each(names)('%s on a server whose domain is gone says that there is none', async (name) => {
    const servers = new FakeServers();
    const server = servers.server('VM1');
    servers.fake('VM1').virsh.domains.clear();

    await expect(run(name, server)).rejects.toMatchObject({
      kind: 'serverNotFound',
      message: `Instance ${server.id} could not be found.`,
    });
  });

  test.each(names)('%s on a host that does not answer is a fault, and names no host', async (name) => {
    const { domain, ...server } = new FakeServers().server('VM1');
    const host = scriptedHost(() => {
      throw failed('unreachable');
    });

    const fault = await run(name, onHost(server, { ...domain, host })).catch((error: unknown) => error);

    expect(fault).toMatchObject({ kind: 'hostUnavailable' });
    expect((fault as Fault).message).not.toContain('secret-host');
  });

  test.each(['paused', 'rescued'] as const)('works on a %s server, whose QEMU is there', async (state) => {
    const server = { ...new FakeServers().server('VM1'), state };

    expect((await perform('set-cpu-priority', { share: 99 }, server)).answer).toEqual({ share: 99 });
  });

  test.each(names)('%s takes a manager to set, and a reader to get', (name) => {
    expect(actions[name].policy).toBe(/^(get-|balloon-driver-enabled$)/.test(name) ? 'reader' : 'manager');
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api } from '../world/api.ts';
import { type LabWorld, startLabWorld } from '../world/lab-world.ts';
import { libvirtd, qemu, sshd } from './daemons.ts';

/** `command_timeout` and what a slow machine may add; a test that takes longer was not answered in time. */
const inTimeMs = 8000;
/** How long a service may take to be back on a host that is back: the back-off of its reconnections goes up to 10 s. */
const backMs = 20_000;

describe('a host in trouble', () => {
  let world: LabWorld;
  const api = () => new Api(world.url);
  const shares = (server: string) => api().act(server, { 'get-cpu-priority': null });
  const statusOf = async (server: string) => (await shares(server)).status;
  const isBack = (server: string) => expect.poll(() => statusOf(server), { timeout: backMs, interval: 250 }).toBe(200);

  beforeAll(async () => {
    world = await startLabWorld();
  });
  afterAll(() => world?.close());

  /** Asks again and again while `trouble` goes on. */
  async function during<T>(trouble: Promise<unknown>, ask: () => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    let over = false;
    trouble.finally(() => {
      over = true;
    });
    while (!over) {
      answers.push(await ask());
      await sleep(20);
    }
    await trouble;
    return answers;
  }

  test('libvirtd killed and started again under load: no wrong answer, and back by itself', async () => {
    let next = 1000;
    const set = async () => {
      next += 1;
      const share = next;
      const reply = await api().act('VM1', { 'set-cpu-priority': { share } });
      return { share, reply };
    };
    const trouble = (async () => {
      await sleep(500);
      await libvirtd.kill('compute1');
      await sleep(1500);
      await libvirtd.start('compute1');
      await sleep(2000);
    })();

    const answers = await during(trouble, set);

    expect(answers.length).toBeGreaterThan(10);
    for (const { share, reply } of answers) {
      if (reply.status === 200) expect(reply.body).toEqual({ share });
      else expect(reply).toMatchObject({ status: 503, body: { serviceUnavailable: { code: 503 } } });
    }
    expect(answers.some(({ reply }) => reply.status === 503)).toBe(true);
    await isBack('VM1');
    const last = answers.at(-1);
    expect(last?.reply.status).toBe(200);
    expect(await world.kernel.cpuShares('VM1')).toBe(last?.share);
  });

  test('a libvirtd that hangs costs its own servers a 503 in time, and the other host’s nothing', async () => {
    await libvirtd.freeze('compute2');
    try {
      const startedAt = Date.now();
      const [own, other] = await Promise.all([statusOf('VM4'), statusOf('VM1')]);

      expect(own).toBe(503);
      expect(other).toBe(200);
      expect(Date.now() - startedAt).toBeLessThan(inTimeMs);
    } finally {
      await libvirtd.thaw('compute2');
    }
    await isBack('VM4');
  });

  test('an sshd that is killed costs its own servers a 503 in time, and the other host’s nothing', async () => {
    await sshd.kill('compute2');
    try {
      const startedAt = Date.now();
      await expect.poll(() => statusOf('VM4'), { timeout: inTimeMs, interval: 50 }).toBe(503);
      expect(await statusOf('VM1')).toBe(200);
      expect(Date.now() - startedAt).toBeLessThan(inTimeMs);
    } finally {
      await sshd.start('compute2');
    }
    await isBack('VM4');
  });

  test('a QEMU that hangs costs its own calls a 503 in time, and its neighbours on the host nothing', async () => {
    const memory = { 'get-current-memory': null };
    await qemu.freeze('compute1', 'VM2');
    try {
      const startedAt = Date.now();
      const wedged = Promise.all(Array.from({ length: 5 }, () => api().act('VM2', memory)));
      const neighbours = await during(wedged, async () => (await api().act('VM1', memory)).status);

      expect(new Set((await wedged).map(({ status }) => status))).toEqual(new Set([503]));
      expect(Date.now() - startedAt).toBeLessThan(inTimeMs);
      expect(new Set(neighbours)).toEqual(new Set([200]));
    } finally {
      await qemu.thaw('compute1', 'VM2');
    }
    await expect
      .poll(async () => (await api().act('VM2', memory)).status, { timeout: backMs, interval: 250 })
      .toBe(200);
  });

  test('no answer of the whole time told of a host, a command or what it wrote', async () => {
    await libvirtd.freeze('compute2');
    try {
      expect(JSON.stringify((await shares('VM4')).body)).not.toMatch(/compute2|10\.231|virsh|ssh|qemu|stderr/i);
    } finally {
      await libvirtd.thaw('compute2');
    }
    await isBack('VM4');
  });

  test('the log tells the command and the host under the request’s id', async () => {
    await libvirtd.freeze('compute2');
    const { requestId } = await shares('VM4').finally(() => libvirtd.thaw('compute2'));

    const lines = world.log.filter((line) => line.includes(requestId));
    expect(lines.join('\n')).toContain('compute2');
    expect(lines.join('\n')).toContain('schedinfo');
    await isBack('VM4');
  });
});

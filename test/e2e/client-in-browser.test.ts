import { build, type Metafile } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Cloud, ConnectOptions } from '../../client/index.ts';
import { closedPort } from '../fakes/loopback.ts';
import { Api } from '../world/api.ts';
import { startLabWorld } from '../world/lab-world.ts';
import type { World } from '../world/world.ts';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/** What the bundle leaves on the page. */
declare const novatune: {
  connect(options: ConnectOptions): Cloud;
  CloudError: new (...about: readonly never[]) => Error;
};

/** One file with everything that the installed package's client consists of, as a browser takes it. */
async function bundle(): Promise<{ script: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from 'novatune';`, resolveDir: inject('installed').folder },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'novatune',
    write: false,
    metafile: true,
  });
  return { script: outputFiles[0]!.text, metafile };
}

describe('the client in a browser', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    world = await startLabWorld();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
    // The service’s own pages may load its own scripts only. The bundle stands for one that is served beside it, as there is no CORS.
    page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${world.url}/healthcheck`);
    await page.addScriptTag({ content: (await bundle()).script });
  });
  afterAll(async () => {
    await browser?.close();
    if (world !== undefined) await new Api(world.url).done('VM1', { 'set-cpu-priority': { share: 1024 } });
    await world?.close();
  });

  test('is bundled of its own files alone, without Node’s modules or the command line', async () => {
    const { script, metafile } = await bundle();

    const files = Object.keys(metafile.inputs).filter((path) => path !== '<stdin>');
    expect(
      files.filter((path) => !/node_modules\/novatune\/dist\/client\/(generated\/)?[a-z-]+\.js$/.test(path)),
    ).toEqual([]);
    expect(files.length).toBeGreaterThan(4);
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    expect(script).not.toMatch(/\brequire\(|\bprocess\.|["']node:/);
  });

  test('gives VM1 400 shares by its name, and hands on what is warned of', async () => {
    const result = await page.evaluate(async () => {
      const warnings: string[] = [];
      const onWarning = ({ text }: { text: string }) => warnings.push(text);
      const cloud = novatune.connect({ endpoint: location.origin, token: 'admin:operations', onWarning });
      await cloud.setCpuPriority('VM1', { share: 1024 });
      const answer = await cloud.setCpuPriority('VM1', { share: 400 });
      await cloud.setIoPriority('VM1', { weight: 100 });
      return { answer, read: await cloud.getCpuPriority('VM1'), warnings };
    });

    expect(result).toEqual({
      answer: { share: 400 },
      read: { share: 400 },
      warnings: [expect.stringContaining('The weight has no effect yet')],
    });
    expect(await world.kernel.cpuShares('VM1')).toBe(400);
  });

  test('tells why something was refused', async () => {
    const error = await page.evaluate(async () => {
      const cloud = novatune.connect({ endpoint: location.origin, token: 'admin:operations' });
      const reason = await cloud.setCpuPriority('VM1', { share: 1 }).catch((each) => each);
      return { ...reason, message: reason.message, isCloudError: reason instanceof novatune.CloudError };
    });

    expect(error).toMatchObject({ status: 400, fault: 'badRequest', isCloudError: true });
    expect(error.message).toContain('2 to 262144');
    expect(error.requestId).toMatch(/^req-/);
  });

  test('tells that nobody answers, and that a call took too long', async () => {
    const faults = await page.evaluate(
      async (closed) => {
        const nobody = novatune.connect({ endpoint: closed, token: 'admin:operations' });
        const slow = novatune.connect({ endpoint: location.origin, token: 'admin:operations', timeoutMs: 1 });
        const errors = [
          nobody.resetNetPriority('a0000000-0000-4000-8000-000000000001'),
          slow.balloonDriverEnabled('VM2'),
        ];
        const faultOf = (call: Promise<unknown>) => call.catch((error) => error.fault);
        return Promise.all(errors.map(faultOf));
      },
      `http://127.0.0.1:${await closedPort()}`,
    );

    expect(faults).toEqual(['connectFailure', 'timeout']);
  });

  test('ends a call by a signal, with the signal’s own reason', async () => {
    const kept = await page.evaluate(async () => {
      const ending = new AbortController();
      const reason = new Error('the user has left');
      const cloud = novatune.connect({ endpoint: location.origin, token: 'admin:operations' });
      const call = cloud.getCpuPriority('VM1', { signal: ending.signal });
      ending.abort(reason);
      return call.catch((error) => error === reason);
    });

    expect(kept).toBe(true);
  });
});

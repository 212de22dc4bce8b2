import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { appUnderTest, reader, vm1 } from './app-under-test.ts';
import { act, ask } from './ask.ts';
import { runServerAction } from './contract.ts';

describe('/healthcheck', () => {
  test('is OK in plain text, without a token', async () => {
    const answer = await ask(appUnderTest().app, { path: '/healthcheck' });

    expect([answer.status, answer.type, answer.text]).toEqual([200, 'text/plain', 'OK']);
  });

  test('is JSON where that is preferred', async () => {
    const answer = await ask(appUnderTest().app, { path: '/healthcheck', headers: { Accept: 'application/json' } });

    expect(answer.body).toEqual({ detailed: false, reasons: ['OK'] });
  });

  test('is 503 while the service is stopping, which also gives up its connections', async () => {
    const { app } = appUnderTest({ ready: () => false });

    const answer = await ask(app, { path: '/healthcheck' });
    const head = await ask(app, { method: 'HEAD', path: '/healthcheck' });

    expect([answer.status, answer.text, head.status]).toEqual([503, 'STOPPING', 503]);
    expect(answer.headers.connection).toBe('close');
  });

  test('answers HEAD with nothing', async () => {
    expect((await ask(appUnderTest().app, { method: 'HEAD', path: '/healthcheck' })).status).toBe(204);
  });
});

describe('/metrics', () => {
  test('counts requests by action and result, never by a name from the wire', async () => {
    const { app } = appUnderTest();
    await act(app, reader, vm1, { 'get-cpu-priority': null });
    await act(app, reader, vm1, { 'set-cpu-priority': { share: 4 } });
    await act(app, reader, vm1, { 'nosuch-action': null });

    const { text } = await ask(app, { path: '/metrics' });

    expect(text).toContain('novatune_requests_total{action="get-cpu-priority",result="200"} 1');
    expect(text).toContain('novatune_requests_total{action="set-cpu-priority",result="403"} 1');
    expect(text).toContain('novatune_requests_total{action="none",result="400"} 1');
    expect(text).toContain('novatune_request_duration_seconds_count{action="get-cpu-priority"} 1');
    expect(text).not.toContain('nosuch');
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('shows commands, session restarts, hosts and the store', async () => {
    const { app, metrics } = appUnderTest();
    metrics.observeCommand('virsh', undefined, 3);
    metrics.observeCommand('tc', { reason: 'timeout' }, 5000);
    metrics.setHostUp('compute1', true);
    metrics.setHostUp('compute2', false);
    metrics.countSessionRestart('compute2');
    metrics.setStoreUp(true);

    const { text } = await ask(app, { path: '/metrics' });

    expect(text).toContain('novatune_command_duration_seconds_bucket{le="0.005",tool="virsh",result="ok"} 1');
    expect(text).toContain('novatune_command_duration_seconds_count{tool="tc",result="timeout"} 1');
    expect(text).toContain('novatune_host_up{host="compute1"} 1');
    expect(text).toContain('novatune_host_up{host="compute2"} 0');
    expect(text).toContain('novatune_session_restarts_total{host="compute1"} 0');
    expect(text).toContain('novatune_session_restarts_total{host="compute2"} 1');
    expect(text).toContain('novatune_store_up 1');
  });

  test('shows what is pending when it is asked, 0 as well', async () => {
    const { app, metrics } = appUnderTest();
    let count = 2;
    metrics.watchPending(() => [{ resource: 'memory', reason: 'driver', count }]);
    const shown = async () => (await ask(app, { path: '/metrics' })).text;

    expect(await shown()).toContain('novatune_allocations_pending{resource="memory",reason="driver"} 2');
    count = 0;
    expect(await shown()).toContain('novatune_allocations_pending{resource="memory",reason="driver"} 0');
  });
});

describe('the contract', () => {
  test('is served as it was written, and as JSON', async () => {
    const { app } = appUnderTest();

    const yaml = await ask(app, { path: '/openapi.yaml' });
    const json = await ask(app, { path: '/openapi.json' });

    expect(parse(yaml.text, { merge: true })).toEqual(json.body);
    expect(Object.keys(json.body.paths['/servers/{server_id}/action'].post.responses)).toEqual(
      Object.keys(runServerAction.responses),
    );
  });
});

describe('/docs', () => {
  const { app } = appUnderTest();

  test('is found without its slash', async () => {
    const answer = await ask(app, { path: '/docs' });

    expect([answer.status, answer.headers.location]).toEqual([301, 'docs/']);
  });

  test('loads from this service alone: no foreign address, no inline script or style', async () => {
    const page = await ask(app, { path: '/docs/' });

    expect(page.text).not.toMatch(/https?:|<style|style=|<script>|\son\w+=/);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await ask(app, { path: `/docs/${file}` })).status).toBe(200);
    }
  });

  test('has nothing else', async () => {
    expect((await ask(app, { path: '/docs/package.json' })).status).toBe(404);
  });
});

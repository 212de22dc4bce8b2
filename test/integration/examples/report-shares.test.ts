import { beforeEach, describe, expect, test } from 'vitest';
import { serverOf } from '../../world/api.ts';
import { runExample } from './example.ts';
import { labForExamples } from './lab.ts';

const lab = labForExamples();

/** The report's lines without their spacing, by host. */
function parse(report: string): Record<string, string[]> {
  const hosts = report.trimEnd().split(/\n(?=\S)/);
  return Object.fromEntries(
    hosts.map((host) => {
      const [name = '', ...lines] = host.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
      return [name, lines];
    }),
  );
}
const titles = 'server | CPU shares | part | disk weight | network | part | memory, MiB | soft limit, MiB';

describe('report-shares.mjs', () => {
  beforeEach(async () => {
    await lab.api.done('VM1', { 'set-cpu-priority': { share: 2048 } });
    await lab.api.done('VM1', { 'set-io-priority': { weight: 600 } });
    await lab.api.done('VM2', { 'set-net-priority': { prio: 0 } });
    await lab.api.done('VM3', { 'set-net-priority': { prio: 66 } });
    await lab.api.done('VM3', { 'set-current-memory': { memory: 224 } });
    await lab.api.done('VM1', { 'set-memory-soft-limit': { memory_limit: 200 } });
  });

  test('shows an admin every server by its host, with its part of what is shared there', async () => {
    const { exitCode, out, errors } = await runExample('report-shares', [], lab.here());

    const { compute1, compute2, compute3 } = parse(out);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(compute1).toEqual([
      titles,
      'VM1 | 2048 | 50.0 % | 600 | none | - | 256 | 200',
      'VM2 | 1024 | 25.0 % | 100 | 0 | 75.0 % | 256 | none',
      'VM3 | 1024 | 25.0 % | 100 | 66 | 25.0 % | 224 | none',
    ]);
    expect(compute3?.[1]).toMatch(/^VM7 \| \d+ \| 100\.0 % \| \d+ \| /);
    expect(compute2?.[1]).toMatch(/^VM4 \| \d+ \| [\d.]+ % \| - \| /);
  });

  test('lists a server that is shut off with the reason', async () => {
    const { out } = await runExample('report-shares', [], lab.here());

    expect(parse(out).compute2?.at(-1)).toBe(
      `VM6: Cannot 'get-cpu-priority' instance ${serverOf('VM6').id} while it is in vm_state stopped`,
    );
  });

  test('shows anyone else the project’s own servers, grouped by an id of the host', async () => {
    const { projectId } = serverOf('VM3');

    const { exitCode, out } = await runExample('report-shares', [], {
      ...lab.here(),
      OS_USER_ID: 'bob',
      OS_PROJECT_ID: projectId,
    });

    const hosts = Object.entries(parse(out));
    expect(exitCode).toBe(0);
    expect(hosts.map(([host]) => host)).toEqual([
      expect.stringMatching(/^[0-9a-f]{56}$/),
      expect.stringMatching(/^[0-9a-f]{56}$/),
    ]);
    expect(hosts.map(([, lines]) => lines[1]?.slice(0, 3)).sort()).toEqual(['VM3', 'VM7']);
    expect(out).toContain('VM3');
    expect(out).not.toContain('VM1');
  });

  test('says that there are none', async () => {
    const { out } = await runExample('report-shares', [], { ...lab.here(), OS_USER_ID: 'bob' });

    expect(out).toBe('There are no servers.\n');
  });
});

import { describe, expect, test } from 'vitest';
import { captureNames, isDocument, readCapture } from './nova-capture.ts';
import { relevant, replay, translate } from './nova-replay.ts';

/** What only Nova's database knows. */
const notOurs = [
  'metadata',
  'image',
  'updated',
  'accessIPv4',
  'accessIPv6',
  'OS-DCF:diskConfig',
  'progress',
  'OS-EXT-AZ:availability_zone',
].concat([
  'config_drive',
  'key_name',
  'OS-SRV-USG:launched_at',
  'OS-SRV-USG:terminated_at',
  'os-extended-volumes:volumes_attached',
]);

describe("documents have Nova's form", () => {
  test.each(captureNames.filter(isDocument))('%s', async (name) => {
    const capture = readCapture(name);

    const answer = await replay(capture, undefined, false);

    expect(answer.status).toBe(200);
    expect(relevant(answer.headers)).toEqual(relevant(capture.headers));
    const [ours] = serversOf(answer.body);
    const [novas] = serversOf(JSON.parse(translate(capture.body)));
    expect(Object.keys(ours!).sort()).toEqual(
      Object.keys(novas!)
        .filter((key) => !notOurs.includes(key))
        .sort(),
    );
    expect(shapeOf(ours!)).toEqual(shapeOf(novas!));
  });
});

const serversOf = (body: { server?: object; servers?: object[] }): object[] => body.servers ?? [body.server!];

/** Links with the id taken out, and what the fields around them are. */
function shapeOf(server: object): unknown {
  const { id, links, flavor, status, hostId, ...others } = server as Record<string, never>;
  return JSON.parse(
    JSON.stringify({
      links,
      flavorKeys: flavor === undefined ? [] : Object.keys(flavor),
      flavorLink: JSON.stringify(flavor ?? '')
        .replace(/flavors\/[^"]+/, 'flavors/')
        .replace(/"id":"[^"]+"/, ''),
      status,
      hostId: (hostId as string | undefined)?.length,
      states: ['vm_state', 'power_state', 'task_state'].map((key) => others[`OS-EXT-STS:${key}`]),
    }).replaceAll(id!, 'ID'),
  );
}

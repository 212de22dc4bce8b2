import { putBack, remember } from './keepsake.ts';
import { LoadGenerator } from './load.ts';
import { insideConfig, labConfig, type Novatuned, startNovatuned, waitForServers } from './novatuned.ts';
import { type Guest, guestsOn, type Stage } from './stage.ts';

/** One way of novatuned to its hosts. */
export interface Place {
  readonly name: 'local' | 'ssh' | 'ssh, two hosts';
  readonly guests: readonly Guest[];
  readonly load: LoadGenerator;
  readonly service: Novatuned;
}

export const firstHost = 'compute1';
const secondHost = 'compute2';

/** One novatuned inside the first host, one outside that serves it by ssh, and one that serves two. */
async function openPlaces(stage: Stage, opened: Place[]): Promise<void> {
  const [first, second] = [firstHost, secondHost].map((host) => guestsOn(stage, host)) as [Guest[], Guest[]];
  const open = async (name: Place['name'], guests: readonly Guest[], service: Novatuned): Promise<void> => {
    opened.push({ name, guests, service, load: new LoadGenerator(service.url) });
    await waitForServers(
      service.url,
      guests.map(({ id }) => id),
    );
  };
  await open('local', first, await startNovatuned({ config: await insideConfig(firstHost), inside: firstHost }));
  await open('ssh', first, await startNovatuned({ config: await labConfig([firstHost]) }));
  const both = await startNovatuned({ config: await labConfig([firstHost, secondHost]) });
  await open('ssh, two hosts', [...first, ...second], both);
}

/** Does the work at all places, and leaves the guests as they were. */
export async function atAllPlaces<T>(stage: Stage, work: (places: readonly Place[]) => Promise<T>): Promise<T> {
  const places: Place[] = [];
  try {
    await openPlaces(stage, places);
    const { load, guests } = places.at(-1)!;
    const kept = await remember(load, guests);
    try {
      return await work(places);
    } finally {
      await putBack(load, kept);
    }
  } finally {
    await Promise.all(
      places.map(async ({ load, service }) => {
        await load.close();
        await service.close();
      }),
    );
  }
}

import { once } from 'node:events';
import { bringUp, labStatus, takeDown } from '../test/lab/index.ts';
import { startFakeWorld } from '../test/world/fake-world.ts';
import { startLabWorld } from '../test/world/lab-world.ts';
import type { World } from '../test/world/world.ts';
import { exportLines } from './command-line.ts';
import { walk } from './walk.ts';
import { say, title } from './words.ts';

const port = 9774;
const stays = !process.argv.includes('--once');
const fakeBecause = process.env.NOVATUNE_DEMO_FAKE;

/** A signal that comes while the lab is on its way up is kept until it can be heeded. */
let stopping = false;
const stopAsked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => {
  stopping = true;
});

/** A world, and what ending it means for the lab. */
interface Stage {
  readonly world: World;
  readonly ending: string;
  close(): Promise<void>;
}

async function openStage(): Promise<Stage> {
  if (fakeBecause !== undefined) {
    say(
      `No real guests here, because ${fakeBecause}: this is the in-memory driver. Nothing of what follows touches a hypervisor.`,
    );
    const world = await startFakeWorld(port);
    return { world, ending: 'Ctrl-C stops the service.', close: () => world.close() };
  }
  const wasUp = (await labStatus()) !== undefined;
  await bringUp({ systemd: false });
  const leave = async () => {
    if (!wasUp) await takeDown();
  };
  const world = await startLabWorld({ port }).catch(async (error) => {
    await leave();
    throw error;
  });
  return {
    world,
    ending: wasUp
      ? 'Ctrl-C stops the service and leaves the lab as it was, up.'
      : 'Ctrl-C stops the service and takes the lab down.',
    async close() {
      await world.close();
      await leave();
    },
  };
}

const stage = await openStage().catch((error) => {
  say(`demo: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
const { world, ending, close } = stage;
try {
  say(`novatuned listens on ${world.url}`);
  await walk(world, () => stopping);
  if (stays && !stopping) {
    title('Try it yourself');
    say('In a second terminal, in the clone:\n');
    for (const line of exportLines(world.url)) say(line);
    say('  npx novatune list --all-projects');
    say('  npx novatune help\n');
    say(`  Swagger UI  ${world.url}/docs   (Authorize with the token admin:operations)`);
    say(`  curl -s ${world.url}/v2.1/servers/a0000000-0000-4000-8000-000000000001/action \\`);
    say(
      `    -H 'X-Auth-Token: admin:operations' -H 'Content-Type: application/json' -d '{"set-cpu-priority": {"share": 400}}'`,
    );
    say(`\n${ending}`);
    await stopAsked;
    say('\nStopping.');
  }
} finally {
  await close();
}

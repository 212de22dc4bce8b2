import { connect } from '../client/index.ts';
import type { Kernel, World } from '../test/world/world.ts';
import { chaptersFor, type Stop, walked } from './chapters.ts';
import { exportLines, novatune } from './command-line.ts';
import { lookAt, putBack } from './put-back.ts';
import type { Witness } from './witnesses.ts';
import { say, title, typed } from './words.ts';

/** Runs every command against a world, shows what kernel and guest say of each, and puts everything back; ends early when `stopping` says so. */
export async function walk(world: World, stopping: () => boolean): Promise<void> {
  say('Where that is, and as whom to ask, novatune reads from the environment:');
  for (const line of exportLines(world.url)) say(line);
  say('To type along, set it in a second terminal, in the clone; there novatune is npx novatune.');
  const cloud = connect({ endpoint: world.url, token: 'admin:operations' });
  const before = await Promise.all(walked.map((server) => lookAt(cloud, server)));
  const [ofVM1] = before;
  try {
    for (const [heading, stops] of chaptersFor(ofVM1!)) {
      if (stopping()) return;
      title(heading);
      for (const stop of stops) await show(world, stop);
    }
  } finally {
    await Promise.all(walked.map((server, index) => putBack(cloud, server, before[index]!)));
  }
}

async function show({ url, kernel }: World, { line, witness, servers }: Stop): Promise<void> {
  typed(`novatune ${line}`);
  if (witness === undefined) return novatune(url, line);
  const before = await Promise.all(servers.map((server) => witness.look(kernel, server)));
  await novatune(url, line);
  const isChange = /^\w+-(re)?set-/.test(line);
  for (const [index, server] of servers.entries()) {
    const had = before[index];
    const has = await lookAfter(witness, kernel, server, isChange ? had : undefined);
    say(`  ${witness.label} of ${server}  ${had === has ? has : `${had}  ->  ${has}`}`);
  }
}

/** What the witness says once it differs from `before`, or when it has had time enough. */
async function lookAfter({ look, lagMs = 0 }: Witness, kernel: Kernel, server: string, before: string | undefined) {
  const dueAt = Date.now() + lagMs;
  for (;;) {
    const now = await look(kernel, server);
    if (before === undefined || now !== before || Date.now() >= dueAt) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

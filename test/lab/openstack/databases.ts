import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { allEnded } from '../all-ended.ts';
import { step } from '../progress.ts';
import { run } from '../run.ts';
import { renewFolder } from '../state-folder.ts';
import { runInController } from './controller.ts';
import { ensureDaemon, stopDaemon } from './daemons.ts';
import { ensureIdentity, identityContent } from './identity.ts';
import { keystone } from './keystone.ts';
import { cloudCacheFolder } from './layout.ts';
import { dataFolder, installMariadb, mariadb, runSql } from './mariadb.ts';
import { readCloudVersions } from './packages.ts';
import { brokerUrl, databaseUrl, type Service } from './service.ts';
import { services } from './services.ts';

/** Says that the databases beside it are whole. */
const filledMark = `${dataFolder}/novatune-filled`;

/** Starts MariaDB with the databases of all services: those that are there, else those of the cache, else new ones. */
export async function ensureDatabases(): Promise<void> {
  if (!existsSync(filledMark)) await makeDatabases();
  await ensureDaemon(mariadb);
}

async function makeDatabases(): Promise<void> {
  const cached = `${cloudCacheFolder}/databases-${await readFingerprint()}`;
  await stopDaemon(mariadb);
  await renewFolder(dataFolder);
  if (existsSync(cached)) await step("Taking the cloud's databases from the cache", () => copyInto(cached, dataFolder));
  else await step("Filling the cloud's databases, which is done once", () => fillDatabases(cached));
  await writeFile(filledMark, '');
}

async function fillDatabases(cached: string): Promise<void> {
  await installMariadb();
  await ensureDaemon(mariadb);
  await runSql(services.flatMap(({ databases }) => databases.map((name) => `CREATE DATABASE ${name};\n`)).join(''));
  await allEnded(services.map(fillOf));
  for (const daemon of keystone.daemons) await ensureDaemon(daemon);
  await ensureIdentity();
  for (const daemon of [...keystone.daemons, mariadb]) await stopDaemon(daemon);
  // One is enough: the others were made by other versions.
  await renewFolder(cloudCacheFolder);
  await mkdir(`${cached}.new`);
  await copyInto(dataFolder, `${cached}.new`);
  await rename(`${cached}.new`, cached);
}

async function fillOf({ fill }: Service): Promise<void> {
  for (const command of fill) await runInController(command, { timeoutMs: 300_000 });
}

async function copyInto(from: string, to: string): Promise<void> {
  await run(['cp', '--archive', '--sparse=always', `${from}/.`, to], { timeoutMs: 120_000 });
}

/** Of everything that decides what is in the databases. */
async function readFingerprint(): Promise<string> {
  const commands = services.map(({ databases, fill }) => ({ databases, fill }));
  const content = [commands, identityContent, brokerUrl, databaseUrl(''), mariadb.argv, await readCloudVersions()];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

#!/usr/bin/env node
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Command } from 'commander';
import { pino } from 'pino';
import { leastRoles } from './actions/index.ts';
import { addHostsCheck } from './commands/hosts-check.ts';
import { addPolicyCheck } from './commands/policy-check.ts';
import { type Config, ConfigError, checkConfig, fakeConfig, readConfig } from './config.ts';
import { openHostsToCheck } from './hosts-to-check.ts';
import { startNovatuned } from './novatuned.ts';
import { openPolicies } from './policies.ts';

const defaultPath = '/etc/novatune/novatune.yaml';
const { version } = createRequire(import.meta.url)('novatune/package.json') as { version: string };

interface Options {
  readonly config?: string;
  readonly fake?: boolean;
  readonly address?: string;
  readonly port?: string;
}

const program = new Command('novatuned')
  .description("Changes the memory, CPU, disk and network share of running KVM servers through Nova's own API.")
  .option('-c, --config <file>', `configuration file (default: $NOVATUNE_CONFIG or ${defaultPath})`)
  .option('--fake', 'serve made-up servers from memory, without any hypervisor')
  .option('--address <ip>', 'listen here instead of where the configuration says')
  .option('--port <number>', 'listen on this port instead')
  .version(version)
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'novatuned:')) })
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action((options: Options) => run(options));

addHostsCheck(program, (options, names) => openHostsToCheck(chooseConfig(options), names));
addPolicyCheck(program, (options) => ({ ...openPolicies(chooseConfig(options)), actions: Object.keys(leastRoles) }));

/** The configuration that the arguments ask for. */
function chooseConfig(options: Options): Config {
  if (options.fake && options.config !== undefined) program.error('error: --fake takes no --config');
  const config = options.fake ? fakeConfig() : readConfig(options.config ?? process.env.NOVATUNE_CONFIG ?? defaultPath);
  if (options.port !== undefined && !/^\d{1,5}$/.test(options.port))
    program.error(`error: --port takes a number, not ${options.port}`);
  const http = {
    ...config.http,
    address: options.address ?? config.http.address,
    port: Number(options.port ?? config.http.port),
  };
  return checkConfig({ ...config, http });
}

async function run(options: Options): Promise<void> {
  const config = chooseConfig(options);
  const log = pino({ level: config.log.level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const stopAsked = Promise.race(['SIGTERM', 'SIGINT'].map((signal) => once(process, signal).then(() => signal)));
  const novatuned = await startNovatuned(config, log);
  log.info({ url: novatuned.url, docs: `${novatuned.url}/docs`, driver: config.driver, version }, 'listening');
  log.info({ signal: await stopAsked }, 'stopping');
  // Asked twice, it does not wait for running requests.
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(1));
  await novatuned.stop();
  log.info('stopped');
  process.exit(0);
}

try {
  await program.parseAsync();
} catch (error) {
  const text = error instanceof ConfigError ? error.message : (error as Error).message;
  console.error(`novatuned: ${text}`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}

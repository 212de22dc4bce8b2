import { Writable } from 'node:stream';
import type { Express } from 'express';
import { pino } from 'pino';
import type { ActionName } from '../../src/actions/action.ts';
import { type SampleServer, sampleServers } from '../../src/fake/servers.ts';
import { Fault } from '../../src/faults.ts';
import { type AppParts, createApp } from '../../src/http/app.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { noauth2 } from '../../src/identity/noauth2.ts';
import type { Inventory, Server } from '../../src/inventory/server.ts';
import { openPolicies } from '../../src/policies.ts';
import { contract, runServerAction } from './contract.ts';

export const project1 = 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f01';
export const project2 = 'd1e5a0b0c4f84a6e9a0f5b1c2d3e4f02';
/** Sets as well as reads. */
export const admin = `admin:${project1}`;
/** Reads what is project 1's. */
export const reader = `alice:${project1}`;

const idOf = (name: string): string => sampleServers.find((sample) => sample.name === name)!.id;
export const vm1 = idOf('VM1');
/** Project 2's. */
export const vm3 = idOf('VM3');
/** Project 1's, shut off. */
export const vm6 = idOf('VM6');
export const nowhere = '00000000-1111-2222-3333-444444444444';

export const actionNames = Object.keys(contract.components.schemas.ServerAction.properties) as ActionName[];

/** The answer that openapi.yaml gives as an example. */
export const exampleAnswer = (name: ActionName): unknown =>
  runServerAction.responses['200']!.content['application/json']!.examples[name]!.value;

const isSetter = (name: string): boolean => /^(?:set|reset|clear)-/.test(name);

/** A server of the fake driver; of its domain only what documents tell. */
export function serverOf(sample: SampleServer, index = 0): Server {
  return {
    ...sample,
    flavor: { id: undefined, name: 'm1.lab' },
    createdAt: `2026-11-20T12:12:0${9 - index}Z`,
    addresses: [{ address: sample.ip, version: 4, mac: sample.mac }],
    state: sample.running ? 'active' : 'stopped',
    taskState: undefined,
    isLocked: false,
    hostName: sample.host,
    domainName: `instance-0000000${index + 1}`,
    getDomain: () => Promise.reject(new Error('nobody acts on these')),
  };
}

export function inventoryOf(servers: readonly Server[], complete = true): Inventory {
  return { complete, list: () => servers, find: async (id) => servers.find((server) => server.id === id) };
}

export interface Performed {
  readonly name: string;
  readonly request: unknown;
  readonly server: Server;
}

export interface AppUnderTest {
  readonly app: Express;
  readonly metrics: Metrics;
  /** What was carried out, in order. */
  readonly performed: readonly Performed[];
  /** The lines of the log. */
  readonly logged: readonly Record<string, unknown>[];
}

/** The real HTTP layer over the fake driver's servers, whose every action answers as openapi.yaml's example does. */
export function appUnderTest(parts: Partial<AppParts> = {}): AppUnderTest {
  const performed: Performed[] = [];
  const logged: Record<string, unknown>[] = [];
  const lines = new Writable({
    write(line, _encoding, done) {
      logged.push(JSON.parse(String(line)));
      done();
    },
  });
  const perform: AppParts['perform'] = async (name, request, server) => {
    performed.push({ name, request, server });
    if (server.state === 'active') return { answer: exampleAnswer(name) as never, warnings: [], version: 1 };
    throw new Fault(
      'serverNotRunning',
      `Cannot '${name}' instance ${server.id} while it is in vm_state ${server.state}`,
    );
  };
  const metrics = new Metrics();
  const app = createApp({
    inventory: inventoryOf(sampleServers.map(serverOf)),
    authenticate: noauth2,
    authUri: 'http://127.0.0.1:5000/',
    ...openPolicies({ policy: { profile: 'default' }, bounds: [] }),
    leastRoles: Object.fromEntries(
      actionNames.map((name) => [name, isSetter(name) ? 'manager' : 'reader']),
    ) as AppParts['leastRoles'],
    perform,
    history: async () => [],
    findOwner: async () => undefined,
    log: pino({ level: 'debug' }, lines),
    metrics,
    ready: () => true,
    ...parts,
  });
  return { app, metrics, performed, logged };
}

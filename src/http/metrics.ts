import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PendingCount } from '../allocations/pending.ts';

/** One request that has been answered. */
export interface ObservedRequest {
  /** The action's name, once it is known to be one of ours: names from the wire would be labels without end. */
  readonly action: string | undefined;
  readonly status: number;
  readonly durationMs: number;
}

/** A command of ours takes a millisecond, a request that waits for a balloon seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sweepBuckets = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What /metrics shows. Its functions may be handed on by themselves. */
export class Metrics {
  readonly registry = new Registry();
  readonly #registers = [this.registry];
  readonly #requests = new Counter({
    name: 'novatune_requests_total',
    help: 'Requests answered, by action and status',
    labelNames: ['action', 'result'],
    registers: this.#registers,
  });
  readonly #requestSeconds = new Histogram({
    name: 'novatune_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['action'],
    buckets,
    registers: this.#registers,
  });
  readonly #commandSeconds = new Histogram({
    name: 'novatune_command_duration_seconds',
    help: 'Time that a command on a host took, by program and how it ended',
    labelNames: ['tool', 'result'],
    buckets,
    registers: this.#registers,
  });
  readonly #sessionRestarts = new Counter({
    name: 'novatune_session_restarts_total',
    help: 'virsh sessions that had to be started anew',
    labelNames: ['host'],
    registers: this.#registers,
  });
  readonly #hostUp = new Gauge({
    name: 'novatune_host_up',
    help: '1 while a compute host answers, else 0',
    labelNames: ['host'],
    registers: this.#registers,
  });
  readonly #storeUp = new Gauge({
    name: 'novatune_store_up',
    help: '1 while what is asked can be looked up and written down, else 0',
    registers: this.#registers,
  });

  readonly #restoreSeconds = new Histogram({
    name: 'novatune_restore_duration_seconds',
    help: 'Time from the event that told of a domain until all that was asked of its server was there again',
    labelNames: [],
    buckets,
    registers: this.#registers,
  });
  readonly #drift = new Counter({
    name: 'novatune_drift_total',
    help: 'Resources that somebody else had changed on the host, by resource and whether that was mended',
    labelNames: ['resource', 'result'],
    registers: this.#registers,
  });
  readonly #serversForgotten = new Counter({
    name: 'novatune_servers_forgotten_total',
    help: 'Servers that are gone, and of which nothing is asked any more',
    registers: this.#registers,
  });
  readonly #orphansRemoved = new Counter({
    name: 'novatune_orphans_removed_total',
    help: 'Classes without a guest that were removed from the uplink of a host',
    labelNames: ['host'],
    registers: this.#registers,
  });
  readonly #sweepSeconds = new Histogram({
    name: 'novatune_sweep_duration_seconds',
    help: 'Time that a look at all that is asked of all servers took',
    labelNames: [],
    buckets: sweepBuckets,
    registers: this.#registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  readonly observeRequest = ({ action = 'none', status, durationMs }: ObservedRequest): void => {
    this.#requests.inc({ action, result: String(status) });
    this.#requestSeconds.observe({ action }, durationMs / 1000);
  };

  /** @param failure undefined for a command that succeeded; else its `reason`, a word of a closed list, becomes the result */
  readonly observeCommand = (
    tool: string,
    failure: { readonly reason: string } | undefined,
    durationMs: number,
  ): void => {
    this.#commandSeconds.observe({ tool, result: failure?.reason ?? 'ok' }, durationMs / 1000);
  };

  readonly countSessionRestart = (host: string): void => {
    this.#sessionRestarts.inc({ host });
  };

  readonly observeRestore = (durationMs: number): void => {
    this.#restoreSeconds.observe(durationMs / 1000);
  };

  readonly observeSweep = (durationMs: number): void => {
    this.#sweepSeconds.observe(durationMs / 1000);
  };

  readonly countDrift = (resource: string, mended: boolean): void => {
    this.#drift.inc({ resource, result: mended ? 'repaired' : 'found' });
  };

  /** Whenever the metrics are asked for, they tell what is pending by then. */
  readonly watchPending = (countPending: () => readonly PendingCount[]): void => {
    new Gauge({
      name: 'novatune_allocations_pending',
      help: 'Servers that do not have what is asked of a resource, as this process last saw it, by resource and reason',
      labelNames: ['resource', 'reason'],
      registers: this.#registers,
      collect() {
        for (const { resource, reason, count } of countPending()) this.set({ resource, reason }, count);
      },
    });
  };

  readonly countForgotten = (): void => {
    this.#serversForgotten.inc();
  };

  readonly countOrphan = (host: string): void => {
    this.#orphansRemoved.inc({ host });
  };

  readonly setStoreUp = (up: boolean): void => {
    this.#storeUp.set(Number(up));
  };

  readonly setHostUp = (host: string, up: boolean): void => {
    this.#hostUp.set({ host }, Number(up));
    // A counter that does not exist before its first event hides that event from rate().
    this.#sessionRestarts.inc({ host }, 0);
    this.#orphansRemoved.inc({ host }, 0);
  };
}

import { balloonQuery } from '../compute/balloon.ts';
import { cpuSharesQuery } from '../compute/cpu-shares.ts';
import type { Domain } from '../compute/domain.ts';
import type { Host } from '../compute/host.ts';
import { findExactGuest, type TreeView, viewTree } from '../compute/htb-view.ts';
import { ioWeightQuery } from '../compute/io-weight.ts';
import { type Nic, nicsQuery } from '../compute/nic.ts';
import { commandOf, type Query } from '../compute/query.ts';
import { inKiB, softLimitQuery } from '../compute/soft-limit.ts';
import type { Resource, Value } from '../store/store.ts';
import { macsOn, readUplinkTree } from './network.ts';

/** What is asked of a domain. */
export interface Question {
  readonly domain: Domain;
  readonly resource: Resource;
}

const valueQueries: Readonly<Record<Exclude<Resource, 'network'>, Query<Value>>> = {
  memory: { ...balloonQuery, parse: (text, domain) => balloonQuery.parse(text, domain).actualKiB },
  soft_limit: { ...softLimitQuery, parse: (text, domain) => inKiB(softLimitQuery.parse(text, domain)) },
  cpu: cpuSharesQuery,
  disk: ioWeightQuery,
};

const queryOf = (resource: Resource): Query<unknown> => (resource === 'network' ? nicsQuery : valueQueries[resource]);

/**
 * A look at many domains of one host: their questions go there together, and each uplink is read once, not once for each domain. What it tells
 * may be as old as it is itself: who finds a difference looks again before anything is changed.
 */
export class HostSurvey {
  readonly #host: Host;
  readonly #views = new Map<string, Promise<TreeView>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * What domains have, in the order of the questions; undefined where that takes a closer look, as with an uplink that is not all as it should be.
   * @throws {Fault} as the getters of the resources
   * @throws {CommandFailed} one of the questions has no answer; the others' are lost with it
   */
  async read(questions: readonly Question[]): Promise<(Value | undefined)[]> {
    if (questions.length === 0) return [];
    const commands = questions.map(({ domain, resource }) => commandOf(queryOf(resource), domain));
    const answers = await this.#host.virshAll(commands);
    return Promise.all(questions.map((question, index) => this.#valueOf(question, answers[index]!)));
  }

  /** Something has been changed on the host: its uplinks are read again when they are next asked for. */
  forget(): void {
    this.#views.clear();
  }

  #valueOf({ domain, resource }: Question, answer: string): Value | undefined | Promise<Value | undefined> {
    if (resource === 'network') return this.#findPriority(nicsQuery.parse(answer, domain));
    return valueQueries[resource].parse(answer, domain);
  }

  async #findPriority(nics: readonly Nic[]): Promise<Value | undefined> {
    const [nic] = nics;
    if (nic === undefined) return undefined;
    const view = await this.#view(await this.#host.uplinkOf(nic.bridge));
    return view.isWhole ? findExactGuest(view, macsOn(this.#host, nics, nic.bridge))?.priority : undefined;
  }

  #view(device: string): Promise<TreeView> {
    const known = this.#views.get(device);
    if (known !== undefined) return known;
    const view = readUplinkTree(this.#host, device).then(({ tree, settings }) => viewTree(tree, settings));
    this.#views.set(device, view);
    return view;
  }
}

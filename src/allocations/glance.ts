import type { HostSurvey, Question } from '../actions/survey.ts';
import type { Domain } from '../compute/domain.ts';
import type { KeptServer, Value } from '../store/store.ts';

/** A server, and the domain that it is. */
export interface Placed {
  readonly server: KeptServer;
  readonly domain: Domain;
}

/**
 * Those of the servers whose domains still have all that they were given, so that there is nothing to do and nothing to write down. It only reads,
 * and as little as it can; whatever is not plainly so is for a closer look.
 */
export async function findAsGiven(survey: HostSurvey, placed: readonly Placed[]): Promise<ReadonlySet<KeptServer>> {
  const settled = placed.filter(({ server }) => server.allocations.every(({ state }) => state === 'applied'));
  const expected = settled.flatMap(expectationsOf);
  // Whatever fails does so again in the closer look, which tells why.
  const values = await survey.read(expected).catch((): Value[] => []);
  const unlike = new Set(expected.filter(({ actual }, index) => values[index] !== actual).map(({ server }) => server));
  return new Set(settled.map(({ server }) => server).filter((server) => !unlike.has(server)));
}

interface Expectation extends Question {
  readonly server: KeptServer;
  readonly actual: Value | undefined;
}

/** A domain that has what it had after the last change is as it should be, even where that is not what was asked: its host rounds. */
const expectationsOf = ({ server, domain }: Placed): Expectation[] =>
  server.allocations.map(({ resource, asked, actual = asked }) => ({ server, domain, resource, actual }));

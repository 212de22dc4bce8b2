import type { Command } from 'commander';
import pLimit from 'p-limit';
import type { Fields } from '../answer-shape.ts';
import type { Cloud } from '../connect.ts';
import { type ActionFamily, carryOut, type Outcome } from './carry-out.ts';
import { columnsOf } from './columns.ts';
import { openConnection } from './connection/open-connection.ts';
import { atOnce, findTargets, nameOf, type Target } from './find-targets.ts';
import { describeHosts } from './hosts.ts';
import type { CommandOptions } from './options.ts';
import { formatForPeople } from './output/cell.ts';
import type { ServerChoice } from './parse-servers.ts';
import { refuseUnknownColumns } from './print-answer.ts';
import { Progress } from './progress.ts';
import { reportOutcomes, watchOutcomes } from './report.ts';
import { formatNote, noServers, sayNote, sayWarning } from './say.ts';

/** A command that was understood. */
export interface Order {
  readonly command: Command;
  readonly family: ActionFamily;
  readonly choice: ServerChoice;
  /** The action's value for the server at that place. */
  valueFor(index: number): unknown;
  readonly options: CommandOptions;
}

/** Carries a command out on all its servers and prints what became of it; the exit status says whether any failed. */
export async function act(order: Order): Promise<void> {
  const { command, family, choice, options } = order;
  refuseUnknownColumns(command, options, columnsOf(family));
  const names = new Map<string, string>();
  const { cloud, project } = await openConnection(options, ({ server, text }) =>
    sayWarning(names.get(server) ?? server, text),
  );
  const targets = await findTargets(cloud, choice);
  for (const target of targets) names.set(target.id, nameOf(target));
  if (targets.length === 0) sayNote(noServers(options.allProjects, project));
  const comparison = choice.one ? undefined : describeHosts(targets.flatMap(({ server }) => server ?? []));
  if (comparison !== undefined) sayNote(comparison);

  const carryOutAll = () => carryOutOn(cloud, order, targets);
  const succeeded =
    options.watch === undefined
      ? await reportOutcomes(order, await carryOutAll())
      : await watchOutcomes(order, options.watch, carryOutAll, comparison && formatNote(comparison));
  if (!succeeded) process.exitCode = 1;
}

function carryOutOn(
  cloud: Cloud,
  { family, valueFor, options }: Order,
  targets: readonly Target[],
): Promise<Outcome[]> {
  const limit = pLimit(atOnce);
  const progress = new Progress(process.stderr, (fields) => describeProgress(family, fields));
  const mustKnowBefore = options.undo ?? false;
  const tasks = targets.map((target, index) => ({ family, target, value: valueFor(index), mustKnowBefore }));
  return Promise.all(tasks.map((task) => limit(() => carryOut(cloud, task, progress))));
}

const describeProgress = ({ getter }: ActionFamily, fields: Fields): string =>
  Object.entries(getter?.answer ?? {})
    .map(([field, traits]) => formatForPeople(fields[field], traits))
    .join(', ');

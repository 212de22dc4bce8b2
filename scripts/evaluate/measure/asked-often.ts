import { planHostCommand } from '../../../test/lab/host-command.ts';
import { getLabHost } from '../../../test/lab/index.ts';
import { run } from '../../../test/lab/run.ts';
import { host } from '../servers.ts';

/** Answers what runs a command on the guests' host and has its output, without looking for the host each time: a look should not take from the guests. */
export async function askedOften(argv: readonly string[]): Promise<() => Promise<string>> {
  const planned = await planHostCommand(getLabHost(host), argv);
  return () => run(planned);
}

import { findClass } from './class.ts';
import { formatClassId, minors } from './htb-handle.ts';
import { findQdisc } from './qdisc.ts';

/**
 * Packets that wait in each class (by classid) and under the root (`root`), from `tc -s -batch -` with `qdisc show` and `class show`. A class
 * with children has none of its own.
 */
export function parseBacklogs(text: string): ReadonlyMap<string, number> {
  const backlogs = new Map<string, number>();
  let queue: string | undefined;
  for (const line of text.split('\n')) {
    if (/^(qdisc|class) /.test(line)) queue = queueOf(line);
    const packets = /^ backlog \S+ (\d+)p /.exec(line)?.[1];
    if (packets !== undefined && queue !== undefined) backlogs.set(queue, Number(packets));
  }
  return backlogs;
}

function queueOf(line: string): string | undefined {
  const shown = findClass(line);
  if (shown !== undefined && shown.minor !== minors.link) return formatClassId(shown.minor);
  return findQdisc(line)?.parent === 'root' ? 'root' : undefined;
}

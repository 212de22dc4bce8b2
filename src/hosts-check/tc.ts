import type { Host } from '../compute/host.ts';
import { hasQdisc } from '../compute/tc-leaf.ts';
import { CommandFailed } from '../transport/transport.ts';
import { note, ok, type Verdict, wrong } from './finding.ts';
import { type Subject, userOf } from './subject.ts';

/** Which tc the host has, whether it may change queues, and whether the kernel has what the tree is made of. */
export async function checkTc(subject: Subject): Promise<Verdict[]> {
  const { host } = subject;
  const { stdout } = await host.program(['tc', '-V']);
  const version = /iproute2-?(\S+?),?\s/.exec(stdout)?.[1] ?? stdout.trim();
  const htb = await hasQdisc(host.runner, 'htb', host.settings.commandTimeoutMs);
  if (htb === 'forbidden')
    return [
      wrong(`iproute2 ${version}; ${userOf(subject)} may not change queues: network priorities are refused`, mendRight),
    ];
  const u32 = await hasU32(host);
  const leaf = await host.leaf();
  const lacking = [...(htb === 'yes' ? [] : ['sch_htb']), ...(u32 === 'no' ? ['cls_u32'] : [])];
  return [
    ok(`iproute2 ${version}, queue for each class: ${leaf}`),
    ...lacking.map((module) =>
      wrong(`the kernel has no ${module}: network priorities are refused`, mendModule(module)),
    ),
    ...(u32 === 'unknown' ? [note('whether the kernel has cls_u32 cannot be told', mendModule('cls_u32'))] : []),
    ...(leaf === 'pfifo'
      ? [
          note(
            'the kernel has neither sch_fq_codel nor sch_sfq: guests that share a class wait behind each other',
            mendModule('sch_fq_codel'),
          ),
        ]
      : []),
  ];
}

const mendRight = 'Have sudo run it: sudo: tc in the configuration, and the lines of docs/how-to/hosts.md on the host.';

const mendModule = (module: string): string =>
  `modprobe ${module}; if there is none, install the kernel's further modules (Red Hat: kernel-modules-extra) or another kernel.`;

/** A filter cannot be tried without a qdisc to put it on. So: in the kernel already, or a module that it would load. */
async function hasU32(host: Host): Promise<'yes' | 'no' | 'unknown'> {
  if (await succeeds(host, 'grep', '-qw', 'u32_classify', '/proc/kallsyms')) return 'yes';
  if (await succeeds(host, 'modprobe', '-nq', 'cls_u32')) return 'yes';
  return (await succeeds(host, 'modprobe', '-nq', 'sch_htb')) ? 'no' : 'unknown';
}

async function succeeds(host: Host, ...argv: [string, ...string[]]): Promise<boolean> {
  try {
    await host.program(argv);
    return true;
  } catch (error) {
    // No such program is no answer, too.
    if (error instanceof CommandFailed && (error.reason === 'exit' || error.reason === 'unreachable')) return false;
    throw error;
  }
}

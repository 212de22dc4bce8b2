import type { FakeTcOutput } from '../../../src/fake/fake-tc.ts';
import {
  type Argv,
  CommandFailed,
  type Output,
  type RunOptions,
  type Transport,
} from '../../../src/transport/transport.ts';
import { ms } from '../../../src/units.ts';

/** One host with one uplink, real or simulated. */
export interface World {
  readonly transport: Transport;
  readonly device: string;
  close(): Promise<void>;
}

/** Bound of every run of tc in a test. */
export const timeoutMs = ms(10_000);

type Answer = (argv: Argv, input: string) => Promise<FakeTcOutput> | FakeTcOutput;

/** A transport whose programs are answered by a function. */
export function answeringTransport(answer: Answer): Transport {
  return {
    async run(argv: Argv, { input = '' }: RunOptions): Promise<Output> {
      const { stdout, stderr, exitCode } = await answer(argv, input);
      if (exitCode === 0) return { stdout, stderr };
      throw new CommandFailed({ host: 'test', argv, reason: 'exit', exitCode, stderr, durationMs: 0 });
    },
    open: () => Promise.reject(new Error('these tests open no channel')),
    close: () => Promise.resolve(),
  };
}

/** Runs lines of tc as an administrator would by hand. */
export async function tc({ transport }: World, ...lines: string[]): Promise<string> {
  const { stdout } = await transport.run(['tc', '-d', '-batch', '-'], { input: `${lines.join('\n')}\n`, timeoutMs });
  return stdout;
}

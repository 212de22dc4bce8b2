import type { ProgramEnd, ProgramListener, SshProgram } from './ssh-program.ts';

export interface RunResult {
  readonly end: ProgramEnd;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunInput {
  readonly input: string;
  readonly timeoutMs: number;
}

/** Gives a program its input and collects what it writes until it ends, or is killed because its time is up. */
export function runToEnd(start: (listener: ProgramListener) => SshProgram, run: RunInput): Promise<RunResult> {
  return new Promise((resolve) => {
    const out = { stdout: '', stderr: '', timedOut: false };
    const program = start({
      onStdout: (text) => {
        out.stdout += text;
      },
      onStderr: (text) => {
        out.stderr += text;
      },
      onEnd: (end) => {
        clearTimeout(timer);
        resolve({ end, ...out });
      },
    });
    const onTimeout = () => {
      out.timedOut = true;
      program.kill();
    };
    const timer = setTimeout(onTimeout, run.timeoutMs);
    void program.started.then(() => program.end(run.input));
  });
}

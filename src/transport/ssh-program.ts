import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import type { SshLink } from './ssh-link.ts';

/** How a remote program ended; all absent: it was killed from here. */
export interface ProgramEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** It was never started. */
  readonly notStarted?: unknown;
  /** The connection was lost: it may have been started, and may have done all it should. */
  readonly lost?: Error;
}

export interface ProgramListener {
  onStdout(text: string): void;
  onStderr(text: string): void;
  /** Called exactly once, and nothing after it. */
  onEnd(end: ProgramEnd): void;
}

// What sshd answers above MaxSessions: connect failed. It frees a session late, so right after others have ended another try helps.
const refused = 2;
const attempts = 6;

/** One program on one channel of the connection. It ends at once when it is killed or the connection is lost, whatever the other side does. */
export class SshProgram {
  /** Settles once: whether the program was started. */
  readonly started: Promise<boolean>;
  readonly #listener: ProgramListener;
  #channel: ClientChannel | undefined;
  #ended = false;
  #forget: () => void = () => {};

  /** @param line for the remote shell */
  constructor(link: SshLink, line: string, listener: ProgramListener) {
    this.#listener = listener;
    this.started = this.#begin(link, line);
  }

  write(text: string): void {
    if (!this.#ended) this.#channel?.write(text);
  }

  /** Writes the last of its input. */
  end(text: string): void {
    if (!this.#ended) this.#channel?.end(text);
  }

  kill(): void {
    this.#end({});
  }

  async #begin(link: SshLink, line: string): Promise<boolean> {
    try {
      const client = await link.client();
      if (this.#ended) return false;
      this.#forget = link.onLost((error) => this.#end({ lost: error }));
      const channel = await this.#open(client, line);
      if (this.#ended) discard(channel);
      else this.#attach(channel);
      return !this.#ended;
    } catch (error) {
      this.#end({ notStarted: error });
      return false;
    }
  }

  async #open(client: Client, line: string): Promise<ClientChannel> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await exec(client, line);
      } catch (error) {
        const isRefused = error instanceof Error && 'reason' in error && error.reason === refused;
        if (!isRefused || attempt === attempts || this.#ended) throw error;
        await delay(10 * 2 ** attempt);
        if (this.#ended) throw error;
      }
    }
  }

  #attach(channel: ClientChannel): void {
    this.#channel = channel;
    // The streams decode, so that a character split between two packets arrives whole.
    channel.setEncoding('utf8').on('data', (text: string) => this.#hear(() => this.#listener.onStdout(text)));
    channel.stderr.setEncoding('utf8').on('data', (text: string) => this.#hear(() => this.#listener.onStderr(text)));
    // Both pipes have to be read to their ends. The status comes with `close`: `exit` may have passed before anyone could listen.
    let end: ProgramEnd = {};
    let open = 2;
    const onPipeClosed = () => {
      open -= 1;
      if (open === 0) this.#end(end);
    };
    channel.stderr.once('close', onPipeClosed);
    channel.once('close', (exitCode?: number | null, signal?: string) => {
      end = { exitCode: exitCode ?? undefined, signal };
      onPipeClosed();
    });
  }

  #hear(hear: () => void): void {
    if (!this.#ended) hear();
  }

  #end(end: ProgramEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    if (this.#channel) discard(this.#channel);
    this.#listener.onEnd(end);
  }
}

function exec(client: Client, line: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** What still comes is read and dropped, so that the channel can close. */
function discard(channel: ClientChannel): void {
  channel.on('error', () => {}).resume();
  channel.stderr.on('error', () => {}).resume();
  channel.close();
}

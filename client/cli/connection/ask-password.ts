import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError } from '../errors.ts';

/** A terminal to ask at. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/**
 * Asks for the password. What is typed is not shown.
 * @throws {CommandError} none was typed; the signal's own reason once it has ended
 */
export async function askPassword({ input, output, signal }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  // The terminal tells of Ctrl-C by a character now, which has to become the signal that it is everywhere else.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  output.write('Password: ');
  try {
    const password = await Promise.race([lines.question('', { signal }), ended]);
    if (password !== '') return password;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    lines.close();
    output.write('\n');
  }
  throw new CommandError('No password was entered, and none is given by --os-password (OS_PASSWORD).');
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ConnectionOptions, openConnection } from '../../../client/cli/connection/open-connection.ts';
import { CommandError } from '../../../client/cli/errors.ts';
import { serve } from '../../fakes/loopback.ts';

const options: ConnectionOptions = {
  environment: {},
  osAuthType: 'noauth',
  osUserId: 'admin',
  osProjectId: 'operations',
  osEndpointOverride: 'http://127.0.0.1:1',
};

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-cacert-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'ca.pem');
  writeFileSync(path, text);
  return path;
}

describe('openConnection', () => {
  test.each([
    '',
    'not a certificate\n',
    '-----BEGIN PRIVATE KEY-----\n',
  ])('refuses the certificates %j', async (text) => {
    const osCacert = fileOf(text);

    await expect(openConnection({ ...options, osCacert })).rejects.toThrow(
      new CommandError(`There is no certificate in PEM in the file of --os-cacert, '${osCacert}'.`),
    );
  });

  test('refuses certificates that cannot be read, and names the file', async () => {
    const opening = openConnection({ ...options, osCacert: '/no/such/ca.pem' });

    await expect(opening).rejects.toThrow(CommandError);
    await expect(opening).rejects.toThrow('/no/such/ca.pem');
  });

  test('takes a file that has one behind other text', async () => {
    const osCacert = fileOf('# ours\n-----BEGIN CERTIFICATE-----\n');

    await expect(openConnection({ ...options, osCacert })).resolves.toBeDefined();
  });

  test.each([0.0001, 0.0501])('waits for %d seconds, in whole milliseconds', async (timeout) => {
    const osEndpointOverride = await serve(() => undefined);
    const { cloud } = await openConnection({ ...options, osEndpointOverride, timeout });

    await expect(cloud.getCpuPriority('00000000-0000-4000-8000-000000000000')).rejects.toThrow(
      `did not answer within ${Math.ceil(timeout * 1000) / 1000} s`,
    );
  });
});

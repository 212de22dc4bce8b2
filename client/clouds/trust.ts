import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Trust } from '../node/node-fetch.ts';
import { type SettingName, type Settings, variableOf } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/**
 * Whom the settings trust. Whoever trusts anybody needs no certificates.
 * @param cacertName what errors call the setting of the certificates
 * @throws {SettingsError} the certificates cannot be read, or there are none; or what takes true or false has something else
 */
export async function readTrust(settings: Settings, cacertName: string): Promise<Trust> {
  const isSet = (name: SettingName, otherwise: boolean): boolean => {
    const text = settings[name];
    if (text === undefined) return otherwise;
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    if (/^(false|no|off|0)$/i.test(text)) return false;
    throw new SettingsError(`${name} (${variableOf(name)}) takes true or false.`);
  };
  const insecure = isSet('insecure', false) || !isSet('verify', true);
  if (insecure || settings.cacert === undefined) return { insecure };
  return { insecure, authorities: await readAuthorities(settings.cacert, cacertName) };
}

async function readAuthorities(path: string, name: string): Promise<string> {
  // No shell has seen what stands in a file.
  const text = await readFile(path.replace(/^~(?=\/)/, homedir()), 'utf8').catch((cause: Error) => {
    throw new SettingsError(`Cannot read the certificates of ${name}: ${cause.message}`, { cause });
  });
  // OpenSSL takes a file without any for one that trusts nobody, and each server's certificate is wrong then.
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new SettingsError(`There is no certificate in PEM in the file of ${name}, '${path}'.`);
}

import { Server as TlsServer } from 'node:https';
import type { Server } from 'node:net';
import type { Logger } from 'pino';
import { type Config, ConfigError } from './config.ts';
import { readTls, type Tls } from './http/tls.ts';

/**
 * The certificate that the configuration names; undefined for plain HTTP.
 * @throws {ConfigError} its files cannot be used
 */
export function openCertificate(files: Config['http']['tls']): Tls | undefined {
  if (files === undefined) return undefined;
  try {
    return readTls(files);
  } catch (error) {
    throw new ConfigError('the configuration', [(error as Error).message]);
  }
}

/**
 * Has a server of HTTPS read its certificate again on SIGHUP, for connections from then on. Files that cannot be used leave it as it is.
 * Answers what ends that.
 */
export function renewOnHangup(server: Server, files: Config['http']['tls'], log: Logger): () => void {
  if (files === undefined || !(server instanceof TlsServer)) return () => {};
  const renew = (): void => {
    try {
      server.setSecureContext(readTls(files));
      log.info({ certFile: files.cert_file }, 'certificate read again');
    } catch (err) {
      log.error({ err }, 'certificate not read again, the old one stays in use');
    }
  };
  process.on('SIGHUP', renew);
  return () => process.off('SIGHUP', renew);
}

import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** Where certificate and key are, as in the configuration. */
export interface TlsFiles {
  readonly cert_file: string;
  readonly key_file: string;
}

/** What a server of HTTPS takes. */
export type Tls = Required<Pick<SecureContextOptions, 'cert' | 'key' | 'minVersion'>>;

/**
 * Reads both files and looks whether they belong together.
 * @throws {Error} they cannot be used, naming the key of the configuration
 */
export function readTls({ cert_file, key_file }: TlsFiles): Tls {
  const cert = read('cert_file', cert_file);
  const key = read('key_file', key_file);
  if (!isUsable({ cert })) throw new Error(`http.tls.cert_file: ${cert_file} must be a certificate in PEM`);
  if (!isUsable({ key }))
    throw new Error(`http.tls.key_file: ${key_file} must be a private key in PEM without a passphrase`);
  if (!isUsable({ cert, key }))
    throw new Error(`http.tls.key_file: ${key_file} must be the key of the certificate in ${cert_file}`);
  return { cert, key, minVersion: 'TLSv1.2' };
}

function read(key: keyof TlsFiles, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`http.tls.${key}: ${path} must be a file that can be read: ${code}`);
  }
}

function isUsable(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options);
    return true;
  } catch {
    return false;
  }
}

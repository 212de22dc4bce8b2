import ssh2 from 'ssh2';

const generate = () => ssh2.utils.generateKeyPairSync('ed25519');

/**
 * A new ed25519 key, in OpenSSH's forms. ssh2 1.17 takes the zero bytes off the front of a public key it makes, and
 * then cannot read the key: one in 256. Such keys are passed over.
 */
export function newSshKey(next = generate): ReturnType<typeof generate> {
  for (let tries = 0; tries < 20; tries += 1) {
    const key = next();
    if (!(ssh2.utils.parseKey(key.private) instanceof Error)) {
      return key;
    }
  }
  throw new Error('ssh2 made no ed25519 key that it can read, in 20 tries');
}

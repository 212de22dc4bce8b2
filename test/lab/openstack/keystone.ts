import { answersHttp } from './daemons.ts';
import { catalog, cloudPassword, cloudPath, keystoneUrl, listenOnBoth, ports, region } from './layout.ts';
import { configPath, databaseUrl, oslo, type Service, uwsgi } from './service.ts';

const file = configPath('keystone.conf');
const manage = ['keystone-manage', '--config-file', file];

/** Where the keys of tokens and of credentials are. */
export const keyFolders = { tokens: cloudPath('keys/fernet'), credentials: cloudPath('keys/credential') };

export const keystone: Service = {
  files: {
    'keystone.conf': {
      DEFAULT: { use_stderr: true },
      database: { connection: databaseUrl('keystone') },
      token: { provider: 'fernet', expiration: 86_400 },
      fernet_tokens: { key_repository: keyFolders.tokens },
      fernet_receipts: { key_repository: keyFolders.tokens },
      credential: { key_repository: keyFolders.credentials },
      // In the one process that it has: without, it asks the database six hundred times to validate one token (measured).
      cache: { enabled: true, backend: 'oslo_cache.dict', expiration_time: 600 },
      // The least that bcrypt knows: a password is no secret here, and hashing it well takes its time at every login.
      identity: { password_hash_rounds: 4, max_password_length: 72 },
      ...oslo('keystone'),
    },
  },
  databases: ['keystone'],
  fill: [
    [...manage, 'db_sync'],
    [
      ...[...manage, 'bootstrap', '--bootstrap-username', 'admin', '--bootstrap-password', cloudPassword],
      ...['--bootstrap-project-name', 'admin', '--bootstrap-role-name', 'admin'],
      ...['--bootstrap-service-name', 'keystone', '--bootstrap-region-id', region],
      ...['--bootstrap-public-url', catalog.keystone.url, '--bootstrap-internal-url', catalog.keystone.internalUrl],
      ...['--bootstrap-admin-url', catalog.keystone.internalUrl],
    ],
  ],
  daemons: [
    {
      name: 'keystone',
      argv: [...uwsgi('/usr/bin/keystone-wsgi-public'), ...listenOnBoth(ports.keystone)],
      env: { OS_KEYSTONE_CONFIG_FILES: file },
      isReady: () => answersHttp(keystoneUrl),
    },
  ],
};

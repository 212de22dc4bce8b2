import { answersHttp } from './daemons.ts';
import { catalog, cloudPath, listenOnBoth, ports } from './layout.ts';
import { authToken, configPath, databaseUrl, oslo, type Service, uwsgi } from './service.ts';

export const placement: Service = {
  files: {
    'placement.conf': {
      DEFAULT: { use_stderr: true },
      api: { auth_strategy: 'keystone' },
      placement_database: { connection: databaseUrl('placement') },
      keystone_authtoken: authToken('placement', 'placement'),
      ...oslo('placement'),
    },
  },
  databases: ['placement'],
  fill: [['placement-manage', '--config-file', configPath('placement.conf'), 'db', 'sync']],
  daemons: [
    {
      name: 'placement',
      argv: [...uwsgi('/usr/bin/placement-api'), ...listenOnBoth(ports.placement)],
      // It takes a folder, and the name in it is fixed.
      env: { OS_PLACEMENT_CONFIG_DIR: cloudPath('etc') },
      isReady: () => answersHttp(catalog.placement.url),
    },
  ],
};

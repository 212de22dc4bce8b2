import { answersHttp } from './daemons.ts';
import { catalog, cloudPath, managementAddress, ports } from './layout.ts';
import { authToken, configPath, databaseUrl, oslo, type Service } from './service.ts';

const file = configPath('glance.conf');

export const glance: Service = {
  files: {
    'glance.conf': {
      DEFAULT: {
        use_stderr: true,
        bind_host: managementAddress,
        bind_port: ports.glance,
        workers: 1,
        enabled_backends: 'images:file',
      },
      database: { connection: databaseUrl('glance') },
      glance_store: { default_backend: 'images' },
      images: { filesystem_store_datadir: cloudPath('images') },
      os_glance_staging_store: { filesystem_store_datadir: cloudPath('images-staging') },
      os_glance_tasks_store: { filesystem_store_datadir: cloudPath('images-tasks') },
      paste_deploy: { flavor: 'keystone', config_file: '/etc/glance/glance-api-paste.ini' },
      keystone_authtoken: authToken('glance', 'glance'),
      ...oslo('glance'),
    },
  },
  databases: ['glance'],
  fill: [['glance-manage', '--config-file', file, 'db_sync']],
  daemons: [
    {
      name: 'glance-api',
      argv: ['glance-api', '--config-file', file],
      isReady: () => answersHttp(catalog.glance.url),
    },
  ],
};

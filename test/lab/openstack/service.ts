import type { Daemon } from './daemons.ts';
import type { Ini } from './ini.ts';
import {
  catalog,
  cloudPassword,
  cloudPath,
  keystoneUrlForServices,
  managementAddress,
  ports,
  region,
} from './layout.ts';

/** A part of OpenStack: its configuration, what fills its databases, and what runs. */
export interface Service {
  /** File name in etc/ to content. */
  readonly files: Readonly<Record<string, Ini>>;
  readonly databases: readonly string[];
  /** Commands that fill its databases, one after the other. */
  readonly fill: readonly (readonly string[])[];
  /** What runs in the controller. */
  readonly daemons: readonly Daemon[];
}

/** A configuration file of ours. Those of Debian's packages stay as they were installed. */
export const configPath = (name: string): string => cloudPath(`etc/${name}`);

export const socketPath = cloudPath('run/mariadb.socket');

/** How SQLAlchemy reaches a database. */
export const databaseUrl = (name: string): string =>
  `mysql+pymysql://root@localhost/${name}?unix_socket=${socketPath}&charset=utf8`;

/** How oslo.messaging reaches the broker, on a host as in the controller. */
export const brokerUrl = `rabbit://openstack:${cloudPassword}@${managementAddress}:${ports.rabbitmq}/`;

/** What every service's file has: nothing of /etc, /var/lib and /var/log is touched. */
export const oslo = (service: string) => ({
  // An empty folder: Debian's only repeat the defaults, a hundred kilobytes of YAML at each start.
  oslo_policy: { policy_dirs: cloudPath('etc/policy.d') },
  oslo_concurrency: { lock_path: cloudPath(`lock/${service}`) },
});

/** How a service logs in as itself. */
export const credentials = (user: string) => ({
  auth_type: 'password',
  auth_url: keystoneUrlForServices,
  user_domain_name: 'Default',
  project_domain_name: 'Default',
  project_name: 'service',
  username: user,
  password: cloudPassword,
  region_name: region,
});

/** How a service has the tokens of its callers validated. */
export const authToken = (user: string, type: keyof typeof catalog) => ({
  ...credentials(user),
  www_authenticate_uri: catalog.keystone.url,
  // Without it an application credential's access rules are refused altogether.
  service_type: catalog[type].type,
  service_token_roles_required: true,
});

/** A WSGI application of Debian's packages, answering HTTP without nginx or Apache before it. */
export const uwsgi = (wsgiFile: string): string[] => [
  ...['/usr/bin/uwsgi_python311', '--plugin', 'python3', '--wsgi-file', wsgiFile],
  ...['--master', '--die-on-term', '--no-orphans', '--enable-threads', '--lazy-apps'],
  ...['--processes', '1', '--threads', '8', '--buffer-size', '65535', '--listen', '100'],
  // uWSGI closes the connection without a word, which a client that keeps connections would take for a fault.
  ...['--add-header', 'Connection: close', '--need-app', '--disable-logging'],
];

import { ensurePackages } from '../../../scripts/setup.mjs';
import { run } from '../run.ts';

/** Debian's own; python3-openstackclient and python3-novaclient are what users of a cloud type. */
export const cloudPackages = [
  'keystone',
  'placement-api',
  'glance-api',
  'neutron-server',
  'neutron-linuxbridge-agent',
  'nova-api',
  'nova-conductor',
  'nova-scheduler',
  'nova-compute',
  'nova-compute-kvm',
  'mariadb-server',
  'rabbitmq-server',
  'python3-openstackclient',
  'python3-novaclient',
];

/** Installs what is missing; nothing of it is started, configured or given a database by its package. */
export async function ensureCloudPackages(): Promise<void> {
  await run(['debconf-set-selections'], { input: answers.join('\n') });
  await ensurePackages(cloudPackages);
}

/** To the questions that the packages ask while they are installed. @see debconf templates of the packages */
const answers = [
  ...['keystone keystone', 'glance-common glance', 'placement-common placement', 'nova-common nova'],
  'neutron-common neutron',
]
  .flatMap((owner) => [`${owner}/configure_db boolean false`, `${owner}/dbconfig-install boolean false`])
  .concat(
    [
      'keystone keystone',
      'glance-api glance',
      'placement-api placement',
      'nova-api nova',
      'neutron-server neutron',
    ].map((owner) => `${owner}/register-endpoint boolean false`),
    'keystone keystone/create-admin-tenant boolean false',
  );

/** The versions of what makes the databases, for whoever keeps them. */
export async function readCloudVersions(): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's own placeholders
  return run(['dpkg-query', '-W', '-f', '${Package} ${Version}\n', ...cloudPackages]);
}

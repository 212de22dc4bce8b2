import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { cloudPassword, cloudPath, keystoneUrl, proxyUrl, region } from './layout.ts';
import { applicationCredentials, type CloudUser, cloudUsers } from './users.ts';

/** Every user of the cloud, for `OS_CLIENT_CONFIG_FILE`. */
export const cloudsFilePath = cloudPath('clouds.yaml');

const common = { region_name: region, identity_api_version: '3' };
const byProxy = { compute_endpoint_override: proxyUrl };

/** Writes clouds.yaml: `novatune-USER` for each user, `novatune-USER-proxy` for the same with novatuned before Nova. */
export async function writeCloudsFile(): Promise<void> {
  const clouds = [
    ...Object.values(cloudUsers).map((user): Cloud => [user.name, passwordCloud(user)]),
    ...Object.values(applicationCredentials).map((each): Cloud => [`demo-${each.name}`, credentialCloud(each)]),
  ];
  const entries = clouds.flatMap(([name, cloud]): Cloud[] => [
    [`novatune-${name}`, cloud],
    [`novatune-${name}-proxy`, { ...cloud, ...byProxy }],
  ]);
  await writeFile(cloudsFilePath, stringify({ clouds: Object.fromEntries(entries) }, { aliasDuplicateObjects: false }));
}

type Cloud = readonly [name: string, settings: object];

const passwordCloud = ({ name, project }: CloudUser): object => ({
  auth: {
    auth_url: keystoneUrl,
    username: name,
    password: cloudPassword,
    project_name: project,
    user_domain_name: 'Default',
    project_domain_name: 'Default',
  },
  ...common,
});

const credentialCloud = ({ name, secret }: { name: string; secret: string }): object => ({
  auth_type: 'v3applicationcredential',
  auth: {
    auth_url: keystoneUrl,
    application_credential_name: name,
    application_credential_secret: secret,
    username: cloudUsers.demo.name,
    user_domain_name: 'Default',
  },
  ...common,
});

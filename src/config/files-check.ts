import { accessSync, constants } from 'node:fs';
import type { ConfigCheck } from './checks.ts';
import type { Config } from './shape.ts';

/** For a file that is about to be used: the files that it names must be there. */
export const filesAreReadable: ConfigCheck = {
  needs: [],
  problems: (config) =>
    filesOf(config).flatMap(([key, path]) => {
      const code = path === undefined ? undefined : findReadError(path);
      return code === undefined ? [] : [`${key}: ${path} must be a file that can be read: ${code}`];
    }),
};

function filesOf({ hosts, host_template, auth: { keystone }, policy, store: { mariadb }, http: { tls } }: Config) {
  const ofHosts = hosts.flatMap((host) =>
    host.transport === 'ssh' ? filesOfSsh(`host ${host.name}: ssh`, host.ssh) : [],
  );
  return [
    ...ofHosts,
    ...(host_template === undefined ? [] : filesOfSsh('host_template.ssh', host_template.ssh)),
    ['auth.keystone.password_file', keystone?.password_file],
    ['auth.keystone.application_credential_secret_file', keystone?.application_credential_secret_file],
    ['auth.keystone.cafile', keystone?.cafile],
    ['policy.file', policy.file],
    ['store.mariadb.password_file', mariadb?.password_file],
    ['http.tls.cert_file', tls?.cert_file],
    ['http.tls.key_file', tls?.key_file],
  ] satisfies Named[];
}

type Named = [key: string, path: string | undefined];

const filesOfSsh = (
  where: string,
  { key_file, known_hosts_file }: { key_file: string; known_hosts_file: string },
): Named[] => [
  [`${where}.key_file`, key_file],
  [`${where}.known_hosts_file`, known_hosts_file],
];

function findReadError(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

import type { Place } from './host-directory.ts';

const label = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
const plainName = new RegExp(`^${label}(?:\\.${label})*$`);
const longestName = 253;

/** Whether a name is a host's and nothing else: no option, no path, no user, no port, nothing that a shell or a URL would take apart. */
export const isPlainHostName = (name: string): boolean => name.length <= longestName && plainName.test(name);

/**
 * The address that a template gives a host.
 * @throws {Error} a name that the template takes is missing or no plain host name
 */
export function fillAddress(template: string, { hostName, hypervisorHostname }: Place): string {
  const names: Readonly<Record<string, string | undefined>> = {
    host: hostName,
    hypervisor_hostname: hypervisorHostname,
  };
  const address = template.replaceAll(/\{([^}]*)\}/g, (_whole, key: string) => {
    const name = names[key];
    if (name === undefined) throw new Error(`host_template takes {${key}}, and Nova does not tell it of ${hostName}`);
    if (!isPlainHostName(name)) throw new Error(`host_template takes plain host names, not ${JSON.stringify(name)}`);
    return name;
  });
  if (!isPlainHostName(address)) throw new Error(`host_template makes no host name: ${JSON.stringify(address)}`);
  return address;
}

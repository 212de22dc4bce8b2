import type { Host } from '../compute/host.ts';

/** How commands get to a host, as the configuration says it. */
export type Way =
  | { readonly transport: 'fake' }
  | { readonly transport: 'local'; readonly user: string }
  | {
      readonly transport: 'ssh';
      readonly user: string;
      readonly address: string;
      readonly port: number;
      readonly keyFile: string;
      readonly knownHostsFile: string;
    };

/** A host that is to be looked at. */
export interface Subject {
  readonly host: Host;
  readonly way: Way;
}

/** Who asks there; the made-up hosts ask nobody. */
export const userOf = ({ way }: Subject): string => (way.transport === 'fake' ? 'root' : way.user);

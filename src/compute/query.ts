import type { Domain } from './domain.ts';

/** A question about a domain that one virsh command answers. */
export interface Query<T> {
  readonly verb: string;
  readonly options: readonly string[];
  /** @throws {Error} it is not what virsh prints */
  parse(text: string, domain: Domain): T;
}

/** @throws {CommandFailed} */
export async function ask<T>({ verb, options, parse }: Query<T>, domain: Domain): Promise<T> {
  return parse(await domain.host.readOf(domain.uuid, verb, ...options), domain);
}

/** The command that asks it. */
export const commandOf = ({ verb, options }: Query<unknown>, { uuid }: Domain): string[] => [verb, uuid, ...options];

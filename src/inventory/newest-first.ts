import type { Server } from './server.ts';

/** As Nova lists: by creation time, then by id, both downwards. */
export function newestFirst(one: Server, other: Server): number {
  return compare(other.createdAt, one.createdAt) || compare(other.id, one.id);
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

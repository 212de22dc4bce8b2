import { serverId } from './calls.ts';

/** What matters of a server. */
export const server = (name: string, number = 1) => ({ id: serverId.replace(/1$/, String(number)), name });
/** A search of the own project, and what it finds. */
export const byName = (filter: string, ...servers: object[]) => ({
  request: `GET /v2.1/servers/detail?name=${filter}`,
  answer: { servers },
});
/** A search of all projects, and what it finds. */
export const byNameInAll = (filter: string, ...servers: object[]) => ({
  request: `GET /v2.1/servers/detail?name=${filter}&all_tenants=1`,
  answer: { servers },
});
/** The answer where no server has the id. */
export const notFound = {
  status: 404,
  answer: { itemNotFound: { code: 404, message: 'Instance could not be found.' } },
};

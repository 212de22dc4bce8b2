import type { Authenticate } from './caller.ts';

const tokenForm = /^([^:\s]+):([^:\s]+)$/;

/**
 * Nova's `noauth2`: the token is `user:project` and nothing is checked. The user `admin` is admin, anyone else reads.
 * Nova itself also takes a token without a project; that would be a project named like the user, which no server belongs to.
 * @see nova/api/openstack/auth.py NoAuthMiddleware
 */
export const noauth2: Authenticate = async (token) => {
  const [, userId, projectId] = tokenForm.exec(token) ?? [];
  if (userId === undefined || projectId === undefined) return undefined;
  const isAdmin = userId === 'admin';
  return { userId, projectId, roles: isAdmin ? ['admin'] : ['reader'], isAdmin };
};

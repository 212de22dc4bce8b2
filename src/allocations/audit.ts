import type { ChangeEnd, NewChange, Whereabouts } from '../store/store.ts';

/** A change that has ended, with all that is to be told of it. */
export interface AuditedChange extends NewChange, Whereabouts {
  readonly id: number;
  readonly end: ChangeEnd;
}

/** What CADF calls the three ends. @see DMTF DSP0262, 5.7 outcome taxonomy */
const outcomes = { success: 'success', failure: 'failure', interrupted: 'unknown' } as const;

/**
 * A change in the words of CADF, as OpenStack's other services audit theirs: who did what to which server, and how it ended.
 * @see DMTF DSP0262; pycadf/event.py
 */
export function auditRecord({ asker, serverId, projectId, hostName, end, ...change }: AuditedChange): object {
  const { id, resource, cause, asked, before, until } = change;
  const service = { id: 'novatune', typeURI: 'service/compute', name: 'novatune' };
  return {
    typeURI: 'http://schemas.dmtf.org/cloud/audit/1.0/event',
    id: String(id),
    eventType: 'activity',
    eventTime: new Date().toISOString(),
    action: `update/${cause}`,
    outcome: outcomes[end.outcome],
    ...(end.reason === undefined ? {} : { reason: { reasonType: 'novatune', reasonCode: end.reason } }),
    initiator:
      asker === undefined
        ? service
        : {
            id: asker.userId,
            typeURI: 'service/security/account/user',
            project_id: asker.projectId,
            request_id: asker.requestId,
          },
    target: { id: serverId, typeURI: 'compute/machine', project_id: projectId, host: hostName },
    observer: service,
    attachments: [
      {
        name: resource,
        typeURI: 'application/json',
        content: { asked, before, after: end.after ?? null, until: until?.toISOString() ?? null },
      },
    ],
  };
}

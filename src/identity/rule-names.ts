/** The alias under which the extension is listed, and the middle part of its policy rules. */
export const extensionAlias = 'os-libvirt-resources';

/** The rule that an action is under. */
export const ruleOfAction = (action: string): string => `os_compute_api:${extensionAlias}:${action}`;

/** Decides who counts as an admin. */
export const adminRule = 'context_is_admin';

/** What is done with the documents of servers: short and full lists, one server; lists of every project's. */
export const serverReads = ['index', 'detail', 'show', 'index:get_all_tenants', 'detail:get_all_tenants'] as const;

/** The rule that the reading of documents is under, as in Nova. @see nova/policies/servers.py */
export const ruleOfRead = (read: (typeof serverReads)[number]): string => `os_compute_api:servers:${read}`;

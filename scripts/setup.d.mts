/** The clone's own folder. */
export const repositoryRoot: string;
/** Whether this process runs as root. */
export function isRoot(): boolean;
/** Installs the npm dependencies of this clone if they are missing. */
export function ensureDependencies(): Promise<void>;
/** Installs the Debian packages that are missing; returns what was installed. */
export function ensurePackages(names: readonly string[]): Promise<string[]>;

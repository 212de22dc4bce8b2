import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder with these files, for one test; its path. */
export function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-clouds-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const labAuth = `
      auth_url: http://keystone.test:5000/v3
      username: demo
      password: from-the-file
      project_name: demo`;

/** A clouds.yaml with two clouds. */
export const twoClouds = `
clouds:
  lab:
    auth:${labAuth}
    region_name: RegionOne
  other:
    auth:
      auth_url: http://other.test/identity
      application_credential_id: abc
      application_credential_secret: from-the-file
    auth_type: v3applicationcredential
`;

/** The same with the first one only. */
export const oneCloud = twoClouds.slice(0, twoClouds.indexOf('  other:'));

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadDriver, NoDriver } from '../../../src/store/sqlite-driver.ts';

const failWith = (code: string) => () => Promise.reject(Object.assign(new Error('Cannot find it'), { code }));

test.each([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
])('says that SQLite is not installed, and what helps: %s', async (code) => {
  const loading = loadDriver(failWith(code));

  await expect(loading).rejects.toThrow(NoDriver);
  await expect(loading).rejects.toThrow(
    'better-sqlite3 is not installed, as where it could not be built: npm install better-sqlite3 tells why; or use store.mariadb',
  );
});

test('leaves any other failure to load it as it is', async () => {
  await expect(loadDriver(failWith('EACCES'))).rejects.toThrow('Cannot find it');
});

test('an installation goes well without SQLite, for it is optional', () => {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );

  expect(Object.keys(optionalDependencies)).toEqual(['better-sqlite3']);
  expect(dependencies).not.toHaveProperty('better-sqlite3');
});

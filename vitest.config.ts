import { defineConfig } from 'vitest/config';

/** What takes the lab runs one file after the other: there is one lab. */
const onTheLab = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 400_000 };
const onTheFake = 'test/e2e/**/*-fake.test.ts';
const installsPackage = 'test/e2e/installed.ts';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false, testTimeout: 20_000 } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], isolate: false, testTimeout: 20_000 } },
      {
        test: { name: 'integration', include: ['test/integration/**/*.test.ts', 'test/lab/**/*.test.ts'], ...onTheLab },
      },
      {
        test: {
          name: 'e2e-fake',
          include: [onTheFake],
          globalSetup: installsPackage,
          hookTimeout: 30_000,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [onTheFake],
          globalSetup: installsPackage,
          ...onTheLab,
        },
      },
      // Makes this machine short of memory, so only by name.
      { test: { name: 'disturbance', include: ['test/disturbance/**/*.test.ts'], ...onTheLab } },
      { test: { name: 'openstack', include: ['test/openstack/**/*.test.ts'], ...onTheLab, testTimeout: 180_000 } },
    ],
  },
});

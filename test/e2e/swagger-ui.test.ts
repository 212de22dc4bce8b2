import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../contract/contract.ts';
import { serverOf } from '../world/api.ts';
import { startLabWorld } from '../world/lab-world.ts';
import type { World } from '../world/world.ts';

/** Chromium's own calls home would only fail, slowly, on a machine without the internet. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const operation = '#operations-Server_actions-runServerAction';

describe('Swagger UI', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    world = await startLabWorld();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(world.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  test('authorises and gives a real guest CPU shares, by clicks alone', async () => {
    await page.goto(`${world.url}/docs/`);
    await page.locator('.auth-wrapper .authorize').first().click();
    await page.locator('.auth-container input').fill('admin:operations');
    await page.locator('.auth-btn-wrapper .authorize').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();

    const action = page.locator(operation);
    await action.locator('.opblock-summary').click();
    const tryOut = action.locator('.try-out__btn', { hasText: 'Try it out' });
    if (await tryOut.isVisible()) await tryOut.click();
    await action.locator('tr[data-param-name="server_id"] input').fill(serverOf('VM1').id);
    await action
      .locator('.opblock-section-request-body select.examples-select-element')
      .selectOption('set-cpu-priority');
    await action.locator('.execute').click();

    await expect
      .poll(() => action.locator('.live-responses-table tbody .response-col_status').first().textContent(), {
        timeout: 20_000,
      })
      .toContain('200');
    expect(await action.locator('.live-responses-table tbody .highlight-code').first().textContent()).toMatch(
      /"share":\s*400/,
    );
    expect(await world.kernel.cpuShares('VM1')).toBe(400);
  });

  test('offers an example for every action', async () => {
    const options = page.locator(`${operation} .opblock-section-request-body select.examples-select-element option`);

    expect(await options.count()).toBe(Object.keys(contract.components.schemas.ServerAction.properties).length);
  });

  test('asks nobody but the service for anything', () => {
    expect(foreign).toEqual([]);
  });

  test('breaks no rule of its content security policy', () => {
    expect(complaints.filter((text) => /Content Security Policy/i.test(text))).toEqual([]);
  });
});

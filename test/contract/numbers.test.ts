import { describe, expect, test } from 'vitest';
import { admin, appUnderTest, vm1 } from './app-under-test.ts';
import { act } from './ask.ts';

const { app, performed } = appUnderTest();
/** Sends a priority just as it is spelt here. */
const setPrio = (number: string) => act(app, admin, vm1, `{"set-net-priority": {"prio": ${number}}}`);

describe('a number', () => {
  test.each([
    ['99', 'Value: 99. 99 is greater than the maximum of 98'],
    ['"99"', 'Value: 99. 99 is greater than the maximum of 98'],
    ['"0099"', 'Value: 0099. 99 is greater than the maximum of 98'],
    ['9007199254740993', 'Value: 9007199254740993. 9007199254740993 is greater than the maximum of 9007199254740991'],
    ['"9007199254740993"', 'Value: 9007199254740993. 9007199254740993 is greater than the maximum of 98'],
    ['-9007199254740993', 'Value: -9007199254740993. -9007199254740993 is less than the minimum of -9007199254740991'],
    ['1e400', 'Value: 1e400. 1e400 is greater than the maximum of 9007199254740991'],
    ['-1', 'Value: -1. -1 is less than the minimum of 0'],
    ['"-1"', 'Value: -1. -1 is less than the minimum of 0'],
    ['3.00000000000000000001', "Value: 3.00000000000000000001. 3.00000000000000000001 is not of type 'integer'"],
    ['1e-400', "Value: 1e-400. 1e-400 is not of type 'integer'"],
    ['1.5', "Value: 1.5. 1.5 is not of type 'integer'"],
    ['null', "Value: None. None is not of type 'integer'"],
    ['"3.0"', "Value: 3.0. '3.0' is not of type 'integer'"],
    ['" 3"', "Value:  3. ' 3' is not of type 'integer'"],
    ['"0x3"', "Value: 0x3. '0x3' is not of type 'integer'"],
    ['"1e1"', "Value: 1e1. '1e1' is not of type 'integer'"],
    ['"+3"', "Value: +3. '+3' is not of type 'integer'"],
    ['""', "Value: . '' is not of type 'integer'"],
    ['"٣"', "Value: ٣. '٣' is not of type 'integer'"],
    ['{"a": [true, "x\'y"]}', `Value: {'a': [True, "x'y"]}. {'a': [True, "x'y"]} is not of type 'integer'`],
  ])('%s as a priority is refused, and shown as it was sent', async (number, shown) => {
    const answer = await setPrio(number);

    expect([answer.status, answer.body.badRequest.message]).toEqual([
      400,
      `Invalid input for field/attribute prio. ${shown}`,
    ]);
  });

  test.each([
    ['0', 0],
    ['98', 98],
    ['"7"', 7],
    ['"007"', 7],
    ['1e1', 10],
    ['3.0', 3],
  ])('%s as a priority is taken', async (number, taken) => {
    const answer = await setPrio(number);

    expect(answer.status).toBe(200);
    expect(performed.at(-1)?.request).toEqual({ prio: taken });
  });

  test('of 100,000 digits costs nothing', async () => {
    const startedAt = performance.now();

    const answer = await setPrio(`1${'0'.repeat(100_000)}1`);

    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(1000);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

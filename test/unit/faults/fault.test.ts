import { expect, test } from 'vitest';
import { Fault } from '../../../src/faults.ts';

test('Fault is an error with a kind, and keeps its cause for the log', () => {
  const cause = new Error('error: internal error');
  const fault = new Fault('hostUnavailable', 'The host does not answer', { cause });

  expect(fault).toBeInstanceOf(Error);
  expect(fault).toMatchObject({ name: 'Fault', kind: 'hostUnavailable', message: 'The host does not answer', cause });
});

test('Fault says nothing of its cause in its message', () => {
  expect(String(new Fault('notSupported', 'No', { cause: new Error('secret') }))).toBe('Fault: No');
});

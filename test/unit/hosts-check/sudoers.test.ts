import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type RootProgram, tcChange } from '../../../src/compute/root-programs.ts';
import { virshCommand } from '../../../src/compute/virsh-argv.ts';
import { sudoersLines } from '../../../src/hosts-check/sudoers.ts';
import { sudoersOfPage } from '../../fakes/sudoers-of-page.ts';

const uri = 'qemu:///system';
const visudo = '/usr/sbin/visudo';
const linesOf = (sudo: readonly RootProgram[], ofUri = uri) =>
  `${sudoersLines({ sudo, uri: ofUri }, 'novatune').join('\n')}\n`;

test('the how-to page has the lines that a host needs, for both values of sudo', () => {
  expect(linesOf(['tc'])).toBe(sudoersOfPage.forTc);
  expect(linesOf(['tc', 'virsh'])).toBe(sudoersOfPage.forAll);
});

test('the lines allow the very words that are run', () => {
  const allowed = sudoersOfPage.forAll.split('\n').flatMap((line) => {
    const command = / NOPASSWD: \/\S+\/(.+)$/.exec(line)?.[1];
    return command === undefined ? [] : [command.replaceAll('\\', '')];
  });

  expect(allowed).toEqual([tcChange.join(' '), virshCommand(uri).join(' ')]);
});

test.skipIf(!existsSync(visudo)).each([
  ['of the page for tc', sudoersOfPage.forTc],
  ['of the page for tc and virsh', sudoersOfPage.forAll],
  ['for a URI with signs of its own', linesOf(['tc', 'virsh'], 'qemu+unix:///system?socket=/run/a,b/libvirt-sock')],
])('visudo takes the lines %s', (_title, lines) => {
  const folder = mkdtempSync(join(tmpdir(), 'novatune-sudoers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'novatune'), lines);

  expect(execFileSync(visudo, ['-cf', join(folder, 'novatune')], { encoding: 'utf8' })).toContain('parsed OK');
});

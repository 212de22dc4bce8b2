import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type ConfigCheck, configChecks } from './config/checks.ts';
import { filesAreReadable } from './config/files-check.ts';
import { hostOfAnyKind } from './config/host-shape.ts';
import { type Config, file } from './config/shape.ts';
import { describeIssue, readYaml } from './config/words.ts';

export type { BoundConfig, Config, HostConfig, HostTemplateConfig, KeystoneConfig } from './config/shape.ts';

/** All that is wrong with a configuration, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`${path} has ${count}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the configuration file.
 * @throws {ConfigError} it, or a file that it names, cannot be read, or it has problems: all of them at once
 */
export function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(path, [`the file cannot be read: ${(error as NodeJS.ErrnoException).code}`]);
  }
  return parse(text, path, [...configChecks, filesAreReadable]);
}

/**
 * Checks a configuration's text; `path` is for the messages.
 * @throws {ConfigError} every problem at once
 */
export const parseConfig = (text: string, path = 'the configuration'): Config => parse(text, path, configChecks);

/**
 * Checks a configuration again after an argument has changed it.
 * @throws {ConfigError} every problem at once
 */
export const checkConfig = (config: Config, path = 'the configuration'): Config => check(config, path, configChecks);

/** The configuration of `novatuned --fake`: no hosts, the in-memory driver. */
export const fakeConfig = (): Config => parseConfig('driver: fake');

function parse(text: string, path: string, checks: readonly ConfigCheck[]): Config {
  const { content, problems } = readYaml(text);
  if (problems.length > 0) throw new ConfigError(path, problems);
  return check(content, path, checks);
}

function check(content: unknown, path: string, checks: readonly ConfigCheck[]): Config {
  const parsed = file.safeParse(content);
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => [issue, ...findMore(content, issue)]);
  const wrong = new Set(issues.map(({ path: [section] }) => section));
  const right = parsed.success ? parsed.data : keepRight(content, issues);
  const able = checks.filter(({ needs }) => needs.every((section) => !wrong.has(section)));
  const problems = [
    ...issues.map(describeIssue),
    ...(right === undefined ? [] : able.flatMap((one) => one.problems(right))),
  ];
  if (right === undefined || problems.length > 0) throw new ConfigError(path, problems);
  return freeze(right);
}

/** A host of no known transport is not looked at any further; but all that is wrong is to be told. */
function findMore(content: unknown, { code, path }: z.core.$ZodIssue): z.core.$ZodIssue[] {
  const [section, index] = path;
  if (code !== 'invalid_union' || section !== 'hosts') return [];
  const host = (content as { hosts: readonly unknown[] }).hosts[Number(index)];
  const issues = hostOfAnyKind.safeParse(host).error?.issues ?? [];
  return issues.map((issue) => ({ ...issue, path: [section, Number(index), ...issue.path] }));
}

/** The sections and hosts that are right by themselves, completed from the defaults: they may still contradict each other. */
function keepRight(content: unknown, issues: readonly z.core.$ZodIssue[]): Config | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const { hosts, ...sections } = content as Record<string, unknown>;
  const isWrong = (...start: PropertyKey[]) =>
    issues.some(({ path }) => start.every((part, index) => path[index] === part));
  const right = Object.entries(sections).filter(([key]) => Object.hasOwn(file.shape, key) && !isWrong(key));
  const rightHosts = Array.isArray(hosts) ? hosts.filter((_host, index) => !isWrong('hosts', index)) : [];
  return file.safeParse({ ...Object.fromEntries(right), hosts: rightHosts }).data;
}

function freeze<Part extends object>(part: Part): Part {
  for (const value of Object.values(part)) if (typeof value === 'object' && value !== null) freeze(value);
  return Object.freeze(part);
}

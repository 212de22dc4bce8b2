import type { ReadSettings } from './read-settings.ts';
import { optionOf, type SettingName, variableOf } from './settings.ts';

/**
 * One sentence that names all that is missing, and how to give it.
 * @param missing for each need the settings of which one would do
 * @param hasOptions it is told to somebody at the command line
 */
export function describeMissing(
  missing: readonly (readonly SettingName[])[],
  { cloud, clouds }: Pick<ReadSettings, 'cloud' | 'clouds'>,
  hasOptions = false,
): string {
  const ways = cloud === undefined ? [variableOf] : [(name: string) => name];
  if (hasOptions) ways.splice(cloud === undefined ? 0 : 1, 0, optionOf);
  const needs = missing.map((need) => describeNeed(need, ways)).join(', ');
  if (cloud !== undefined) return `The cloud '${cloud}' lacks ${needs}.`;
  if (!missing.flat().includes('auth_url')) return `You must provide ${needs}.`;
  const names = clouds.length === 0 ? '' : `, which has ${clouds.join(', ')}`;
  return `You must provide ${needs}; or name a cloud of clouds.yaml with ${hasOptions ? '--os-cloud (OS_CLOUD)' : 'OS_CLOUD'}${names}.`;
}

/** `--os-username or --os-user-id (OS_USERNAME, OS_USER_ID)`. */
function describeNeed(need: readonly SettingName[], [way, other]: readonly ((name: string) => string)[]): string {
  const first = need.map((name) => way?.(name)).join(' or ');
  const second = other === undefined ? '' : ` (${need.map(other).join(', ')})`;
  return `${first}${second}${need.includes('endpoint_override') ? ', such as http://127.0.0.1:9774' : ''}`;
}

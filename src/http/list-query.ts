import type { Page } from '../allocations/allocations.ts';
import { Fault } from '../faults.ts';
import { type NamePattern, parseNamePattern } from './name-pattern.ts';
import { pythonRepr, shorten } from './python-repr.ts';

/** Nova's `[api]max_limit`. */
export const longestPage = 1000;

/** What the query of a list asks for. */
export interface ListQuery {
  readonly name: NamePattern | undefined;
  /** 1 to 1000. */
  readonly limit: number;
  /** The id of the last server of the page before. */
  readonly marker: string | undefined;
  readonly allTenants: boolean;
}

const truths = ['1', 't', 'true', 'on', 'y', 'yes'];
const untruths = ['0', 'f', 'false', 'off', 'n', 'no'];

/**
 * Reads a list's query; what it does not know it ignores, as Nova does at 2.1.
 * @throws {Fault} invalidInput, in Nova's words
 */
export function parseListQuery(query: URLSearchParams): ListQuery {
  return {
    name: parseName(last(query, 'name')),
    limit: parseLimit(last(query, 'limit')),
    marker: last(query, 'marker'),
    allTenants: parseAllTenants(last(query, 'all_tenants')),
  };
}

/**
 * Reads the query of a history: `limit`, and the id of the last change of the page before as `marker`.
 * @throws {Fault} invalidInput, in Nova's words
 */
export function parseHistoryQuery(query: URLSearchParams): Page {
  const marker = last(query, 'marker');
  if (marker !== undefined && !/^[1-9][0-9]{0,14}$/.test(marker))
    throw invalidParameter('marker', marker, `is not of type 'integer'`);
  return { limit: parseLimit(last(query, 'limit')), before: marker === undefined ? undefined : Number(marker) };
}

const last = (query: URLSearchParams, name: string): string | undefined => query.getAll(name).at(-1);

function parseName(text: string | undefined): NamePattern | undefined {
  if (text === undefined) return undefined;
  const pattern = text === '' ? undefined : parseNamePattern(text);
  if (pattern === undefined) throw invalidParameter('name', text, `is not a 'regex'`);
  return pattern;
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return longestPage;
  if (!/^[0-9]+$/.test(text)) throw invalidParameter('limit', text, `does not match '^[0-9]*$'`);
  return Math.min(Number(text), longestPage) || longestPage;
}

/** An empty value means yes. @see nova/api/openstack/common.py is_all_tenants, oslo_utils/strutils.py bool_from_string */
function parseAllTenants(text: string | undefined): boolean {
  if (text === undefined) return false;
  const value = text.trim().toLowerCase();
  if (text === '' || truths.includes(value)) return true;
  if (untruths.includes(value)) return false;
  const acceptable = [...truths, ...untruths].sort().map(pythonRepr).join(', ');
  const reason = `Unrecognized value ${shorten(pythonRepr(text))}, acceptable values are: ${acceptable}`;
  throw new Fault('invalidInput', `Invalid input received: ${reason}`);
}

/** @see nova/api/validation/validators.py _SchemaValidator.validate, for a query */
function invalidParameter(name: string, value: string, reason: string): Fault {
  const message = `Invalid input for query parameters ${name}. Value: ${shorten(value)}. ${shorten(pythonRepr(value))} ${reason}`;
  return new Fault('invalidInput', message);
}

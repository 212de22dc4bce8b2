import { type Fields, isObject } from '../answer-shape.ts';
import type { ActionFamily, Outcome } from './carry-out.ts';
import { beforeKey, columnsOf, type Shown } from './columns.ts';
import { classOf, describeError } from './errors.ts';
import { chooseHostColumn } from './hosts.ts';
import type { Answer } from './output/answer.ts';

/** What is said beside the outcomes themselves. */
export interface Aside {
  /** When it was looked at. */
  readonly time?: string;
  /** The command that brings the old value back, one for each outcome. */
  readonly undo?: readonly (string | undefined)[];
}

/** What became of a command, a row for each server; or several for each, which are a list also of one server. */
export function toAnswer(family: ActionFamily, one: boolean, outcomes: readonly Outcome[], aside: Aside): Answer {
  const servers = outcomes.flatMap(({ target }) => target.server ?? []);
  const host = one ? undefined : chooseHostColumn(servers);
  const shown = family.getter?.answer ?? {};
  const known = { ...family.traits.answer, ...shown };
  const rows = outcomes.flatMap(({ target, fields, before = {}, error }, index) => {
    const about = {
      ...picked(before, shown, (field) => beforeKey(shown, field)),
      time: aside.time,
      server: target.label,
      ...(target.hasNamesake && { id: target.id }),
      ...(host && target.server && { [host.key]: host.of(target.server) }),
      ...(error !== undefined && { error: classOf(error), message: describeError(error) }),
      undo: aside.undo?.[index],
    };
    return rowsOf(fields, known).map((row) => ({ ...row, ...about }));
  });
  return { columns: columnsOf(family), rows, one: one && tableOf(known) === undefined };
}

/** The field that is a table of its own. */
const tableOf = (known: Shown) => Object.entries(known).find(([, { rows }]) => rows !== undefined);

/** One row; or those of the field that is a table, if there is an answer at all. */
function rowsOf(fields: Fields, known: Shown): Fields[] {
  // What a newer service says beside it must not stand in another column's place.
  const own = picked(fields, known);
  const [field = '', { rows: traits } = {}] = tableOf(known) ?? [];
  const table = own[field];
  if (traits === undefined || !isObject(table)) return [own];
  return Object.entries(table).map(([name, thing]) => ({
    ...own,
    ...picked(isObject(thing) ? thing : {}, traits.fields),
    [traits.name]: name,
  }));
}

const picked = (fields: Fields, known: Shown, keyOf = (field: string): string => field): Fields =>
  Object.fromEntries(
    Object.keys(known)
      .filter((field) => Object.hasOwn(fields, field))
      .map((field) => [keyOf(field), fields[field]]),
  );

import type { Fields } from '../answer-shape.ts';
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

/** What became of a command, a row for each server. */
export function toAnswer(family: ActionFamily, one: boolean, outcomes: readonly Outcome[], aside: Aside): Answer {
  const servers = outcomes.flatMap(({ target }) => target.server ?? []);
  const host = one ? undefined : chooseHostColumn(servers);
  const shown = family.getter?.answer ?? {};
  const known = { ...family.traits.answer, ...shown };
  const rows = outcomes.map(({ target, fields, before = {}, error }, index) => ({
    // What a newer service says beside it must not stand in another column's place.
    ...picked(fields, known, (field) => field),
    ...picked(before, shown, (field) => beforeKey(shown, field)),
    time: aside.time,
    server: target.label,
    ...(target.hasNamesake && { id: target.id }),
    ...(host && target.server && { [host.key]: host.of(target.server) }),
    ...(error !== undefined && { error: classOf(error), message: describeError(error) }),
    undo: aside.undo?.[index],
  }));
  return { columns: columnsOf(family), rows, one };
}

const picked = (fields: Fields, known: Shown, keyOf: (field: string) => string): Fields =>
  Object.fromEntries(
    Object.keys(known)
      .filter((field) => Object.hasOwn(fields, field))
      .map((field) => [keyOf(field), fields[field]]),
  );

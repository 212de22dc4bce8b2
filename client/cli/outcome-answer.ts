import type { FieldTraits } from '../action-table.ts';
import type { ActionFamily, Fields, Outcome } from './carry-out.ts';
import { classOf, describeError } from './errors.ts';
import { chooseHostColumn, shownHostIdLength } from './hosts.ts';
import type { Answer, Column } from './output/answer.ts';

/** What is said beside the outcomes themselves. */
export interface Aside {
  /** When it was looked at. */
  readonly time?: string;
  /** The command that brings the old value back, one for each outcome. */
  readonly undo?: readonly (string | undefined)[];
}

type Shown = Readonly<Record<string, FieldTraits>>;

/** The columns that a command may have. */
export function columnsOf({ traits, getter }: ActionFamily): Column[] {
  const shown = getter?.answer ?? {};
  const own = Object.keys(traits.answer).filter((field) => !Object.hasOwn(shown, field));
  return [
    ...(traits.reads ? [{ key: 'time', isOptional: true }] : []),
    { key: 'server' },
    { key: 'id', isOptional: true },
    { key: 'host', isOptional: true },
    { key: 'host_id', isOptional: true, shownLength: shownHostIdLength },
    ...Object.entries(shown).flatMap(([field, about]) => changeColumns(field, about, beforeKey(shown, field))),
    // That a change was made shows by what the server has now.
    ...own.map((field): Column => ({ ...column(field, traits.answer[field]), isForPrograms: getter !== undefined })),
    { key: 'error', isOptional: true },
    { key: 'message', isOptional: true, isForPrograms: true },
    ...(getter === undefined ? [] : [{ key: 'undo', isOptional: true }]),
  ];
}

const column = (key: string, traits: FieldTraits | undefined): Column => ({ key, ...(traits && { traits }) });

const changeColumns = (field: string, traits: FieldTraits, before: string): Column[] => [
  column(before, traits),
  { key: field, traits, from: before },
];

const beforeKey = (shown: Shown, field: string): string =>
  Object.keys(shown).length === 1 ? 'before' : `before_${field}`;

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

import type { FieldTraits } from '../action-table.ts';
import type { Outcome, Work } from './change.ts';
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

/** The columns that a command may have. */
export function columnsOf({ traits, getter }: Work): Column[] {
  const shown = getter?.answer ?? {};
  const own = Object.keys(traits.answer).filter((field) => !(field in shown));
  return [
    ...(traits.reads ? [{ key: 'time', isOptional: true }] : []),
    { key: 'server' },
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

function changeColumns(field: string, traits: FieldTraits, before: string): Column[] {
  return [column(before, traits), { key: field, traits, from: before }];
}

const beforeKey = (shown: Readonly<Record<string, FieldTraits>>, field: string): string =>
  Object.keys(shown).length === 1 ? 'before' : `before_${field}`;

/** What became of a command, a row for each server. */
export function toAnswer(work: Work, one: boolean, outcomes: readonly Outcome[], { time, undo }: Aside): Answer {
  const servers = outcomes.flatMap(({ target }) => target.server ?? []);
  const host = one ? undefined : chooseHostColumn(servers);
  const shown = work.getter?.answer ?? {};
  const rows = outcomes.map(({ target, fields, before = {}, error }, index) => ({
    time,
    server: target.label,
    ...(host && target.server && { [host.key]: host.of(target.server) }),
    ...Object.fromEntries(Object.entries(before).map(([field, value]) => [beforeKey(shown, field), value])),
    ...fields,
    ...(error !== undefined && { error: classOf(error), message: describeError(error) }),
    undo: undo?.[index],
  }));
  return { columns: columnsOf(work), rows, one };
}

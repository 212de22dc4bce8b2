import type { FieldTraits } from '../action-table.ts';
import type { ActionFamily } from './carry-out.ts';
import { shownHostIdLength } from './hosts.ts';
import type { Column } from './output/answer.ts';

/** Fields that are shown, by their names. */
export type Shown = Readonly<Record<string, FieldTraits>>;

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

/** Where a row has what a field was before. */
export const beforeKey = (shown: Shown, field: string): string =>
  Object.keys(shown).length === 1 ? 'before' : `before_${field}`;

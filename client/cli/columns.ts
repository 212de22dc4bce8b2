import type { FieldTraits, RowTraits } from '../action-table.ts';
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
    ...own.flatMap((field) => ownColumns(field, traits.answer[field], getter !== undefined)),
    { key: 'error', isOptional: true },
    { key: 'message', isOptional: true, isForPrograms: true },
    ...(getter === undefined ? [] : [{ key: 'undo', isOptional: true }]),
  ];
}

const column = (key: string, traits: FieldTraits | undefined): Column => ({
  key,
  ...(traits && { traits }),
  ...(traits?.isForPrograms && { isForPrograms: true }),
});

function ownColumns(field: string, traits: FieldTraits | undefined, hasGetter: boolean): Column[] {
  if (traits?.rows !== undefined) return rowColumns(traits.rows);
  // That a change was made shows by what the server has now.
  return [{ ...column(field, traits), ...(hasGetter && { isForPrograms: true }) }];
}

/** The columns of a field that is a table of its own. */
const rowColumns = ({ name, fields, numbers }: RowTraits): Column[] => [
  { key: name },
  ...Object.entries(fields).map(([field, traits]) => ({
    ...column(field, traits),
    ...(traits.type === 'integer' && { traitsOf: numbersOf({ name, numbers }) }),
  })),
];

/** How the numbers of a row are shown: by what it is about. */
export const numbersOf =
  ({ name, numbers }: Pick<RowTraits, 'name' | 'numbers'>): NonNullable<Column['traitsOf']> =>
  (row) =>
    numbers[String(row[name])] ?? {};

const changeColumns = (field: string, traits: FieldTraits, before: string): Column[] => [
  column(before, traits),
  { key: field, traits, from: before },
];

/** Where a row has what a field was before. */
export const beforeKey = (shown: Shown, field: string): string =>
  Object.keys(shown).length === 1 ? 'before' : `before_${field}`;

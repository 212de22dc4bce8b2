import type { FieldTraits, NumberTraits } from '../../action-table.ts';

type Row = Readonly<Record<string, unknown>>;

/** One column of an answer. */
export interface Column {
  readonly key: string;
  readonly traits?: FieldTraits;
  /** Tells how the numbers of a row are shown, where that is not the same for all. */
  readonly traitsOf?: (row: Row) => NumberTraits;
  /** Left out where no row has a value for it, unless somebody asks for it. */
  readonly isOptional?: boolean;
  /** In a table for people this column shows the change from that one, which is then left out. */
  readonly from?: string;
  /** Left out of a table for people, unless somebody asks for it. */
  readonly isForPrograms?: boolean;
  /** In a table for people only so much of a value is shown. */
  readonly shownLength?: number;
}

/** What a command answers, before it has a form. */
export interface Answer {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** It is about one thing by its nature, and no list that happens to have one row. */
  readonly one: boolean;
}

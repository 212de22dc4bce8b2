import type { FieldTraits } from '../../action-table.ts';

/** One column of an answer. */
export interface Column {
  readonly key: string;
  readonly traits?: FieldTraits;
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
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** It is about one thing by its nature, and no list that happens to have one row. */
  readonly one: boolean;
}

// The shape of what `npm run generate` tells of each action: methods.ts for the client, commands.ts for the command line.

/** What whoever calls an action must know of it. */
export interface ActionTraits {
  /** The action's name on the wire. */
  readonly action: string;
  /** It only looks, so that asking twice does no harm. */
  readonly reads: boolean;
  /** It takes an argument; otherwise its value is null. */
  readonly takesValue: boolean;
}

/** What the client must know of an action to be a method. */
export interface MethodTraits extends ActionTraits {
  /** The fields that every answer has. */
  readonly answers: AnswerTypes;
}

/** Fields by name, with the type of each. */
export type AnswerTypes = Readonly<Record<string, FieldTraits['type']>>;

/** A field of an action's argument or of its answer. */
export interface FieldTraits {
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'object' | 'array';
  /** `MiB` and `KiB` are known; any other word is shown as it is. */
  readonly unit?: string;
  /** Numbers that have a name, such as `unlimited`. */
  readonly words?: Readonly<Record<string, number>>;
  /** Left out of a table for people, unless somebody asks for it. */
  readonly isForPrograms?: boolean;
  /** It has several things by their names, and each of them is a row. */
  readonly rows?: RowTraits;
}

/** A field that has several things by their names. */
export interface RowTraits {
  /** What their names are called. */
  readonly name: string;
  /** What each of them has. */
  readonly fields: Readonly<Record<string, FieldTraits>>;
  /** What the integers of one of them are, by its name; left out for those that have neither a unit nor words. */
  readonly numbers: Readonly<Record<string, NumberTraits>>;
}

/** How a number is shown. */
export type NumberTraits = Pick<FieldTraits, 'unit' | 'words'>;

/** A field of an action's argument. */
export interface ArgumentTraits extends FieldTraits {
  readonly field: string;
  /** What the command line calls it. */
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly values?: readonly string[];
  /** A regular expression that a text matches. */
  readonly pattern?: string;
  /** Texts that would be right. */
  readonly examples?: readonly string[];
}

/** What the command line must know of an action to be a command. */
export interface CommandTraits extends ActionTraits {
  readonly command: string;
  /** One line. */
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly ArgumentTraits[];
  readonly answer: Readonly<Record<string, FieldTraits>>;
  /** The action that reads what this one changes. */
  readonly getter?: string;
  /** The action that sets the same; itself, if it does. */
  readonly setter?: string;
  /** The action that takes the same away; itself, if it does. */
  readonly resetter?: string;
}

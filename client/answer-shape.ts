import type { AnswerTypes } from './action-table.ts';

/** Tells an answer that novatune gives from any other. Fields that it does not know are a newer novatune's. */
export type Shape = (answer: Fields) => boolean;

/** What an action takes or answers, by the names on the wire. */
export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list; none of anything else. */
export const objectsOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** An object with these fields. */
export const withFields =
  (types: AnswerTypes): Shape =>
  (answer) =>
    Object.entries(types).every(([field, type]) => isOfType[type](answer[field]));

/** An object with a list in that field, whose items all have that shape. */
export const withList =
  (field: string, item: Shape): Shape =>
  (answer) => {
    const list = answer[field];
    return Array.isArray(list) && list.every((each) => isObject(each) && item(each));
  };

const isOfType: Readonly<Record<AnswerTypes[string], (value: unknown) => boolean>> = {
  integer: Number.isInteger,
  number: Number.isFinite,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: Array.isArray,
};

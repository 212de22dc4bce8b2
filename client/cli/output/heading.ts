const abbreviations = ['id', 'cpu'];

/** A column's key as a heading: `soft_limit` is Soft Limit. */
export const headingOf = (key: string): string =>
  key
    .split('_')
    .map((word) => (abbreviations.includes(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');

/** Whether somebody who types `wanted` means the column: its key or its heading, in any case. */
export const isColumn = (key: string, wanted: string): boolean => key === wanted.toLowerCase().replace(/[\s-]+/g, '_');

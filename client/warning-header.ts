/**
 * The texts in a `Warning` header, whoever wrote them.
 * @see RFC 7234 5.5: `299 agent "text"`, several of them after commas; a quoted text escapes `"` and `\` by `\`
 */
export function parseWarnings(header: string | null): string[] {
  const values = header?.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g) ?? [];
  return [...values].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

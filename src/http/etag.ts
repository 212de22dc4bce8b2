/** The version of a server's allocation as an entity tag. */
export const formatETag = (version: number): string => `"${version}"`;

/**
 * The versions that a change may be made to, from `If-Match`: a list of tags, or `*` for any. Undefined where there is no such header. A tag that is
 * none of ours fits no version, and a weak one fits none either. @see RFC 9110, 13.1.1
 */
export function parseIfMatch(header: string | undefined): ((version: number) => boolean) | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const tags = header.split(',').map((tag) => tag.trim());
  return (version) => tags.includes(formatETag(version));
}

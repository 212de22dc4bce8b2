const longest = 400;

/** One value of a Warning header, RFC 7234 5.5: code 299, ours, and a text in quotes that holds printable ASCII only. */
export function formatWarning(text: string): string {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, longest);
  return `299 novatune "${plain.replace(/["\\]/g, String.raw`\$&`)}"`;
}

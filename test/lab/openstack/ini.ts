/** A configuration file of an OpenStack service: section to option to value. */
export type Ini = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** @see oslo.config: one `option = value` a line, no quotes */
export function formatIni(sections: Ini): string {
  return Object.entries(sections)
    .map(([name, options]) => `[${name}]\n${formatOptions(options)}\n`)
    .join('\n');
}

function formatOptions(options: Ini[string]): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

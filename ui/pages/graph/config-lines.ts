/** Settings of a node as a list of `name.path` and value, in the order of the node. */
export const configLines = (config: unknown, prefix = ''): readonly (readonly [string, string])[] => {
  if (config === null || config === undefined) return []
  if (typeof config !== 'object' || Array.isArray(config)) return [[prefix, valueText(config)]]
  return Object.entries(config).flatMap(([name, value]) =>
    configLines(value, prefix === '' ? name : `${prefix}.${name}`),
  )
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

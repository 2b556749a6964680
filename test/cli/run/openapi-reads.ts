import { expect } from 'vitest'

/** Reads of the document with what they need filled in; those of one day, one sweep or an admin are left out. */
export const readsIn = (paths: OpenApiPaths): readonly string[] =>
  Object.entries(paths).flatMap(([path, { get }]) => {
    if (!get || /\{date\}|\{name\}|tokens|replay-day/.test(path)) return []
    const needed = (get.parameters ?? []).filter(({ in: place, required }) => place === 'query' && required)
    expect([path, needed.map(({ name }) => name).filter((name) => name !== 'instrument')]).toEqual([path, []])
    return [`${path.replace('{node}', 'qfh')}${needed.length > 0 ? '?instrument=EUR_USD' : ''}`]
  })
export type OpenApiPaths = Readonly<
  Record<
    string,
    { readonly get?: { readonly parameters?: readonly { in: string; name: string; required?: boolean }[] } }
  >
>

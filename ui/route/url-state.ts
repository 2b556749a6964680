/** The state of the interface is its address: a pasted link shows the same. */

export const PAGES = ['desk', 'why', 'graph', 'gates', 'studies', 'ledger', 'system'] as const
/** `nowhere`: the address is no page. */
export type PageName = (typeof PAGES)[number] | 'nowhere'

export interface UrlState {
  readonly page: PageName
  /** Such as pair, t (a time, ms UTC), order, node, run, filter; without empty ones. */
  readonly params: Readonly<Record<string, string>>
}
/** Null removes a parameter. */
export type ParamChange = Readonly<Record<string, string | number | null | undefined>>

/** A page by its path, `/gates`, or at the root by its parameter, `/?page=gates`. */
export const parseUrl = (path: string, search: string): UrlState => {
  const { page, ...params } = Object.fromEntries(new URLSearchParams(search))
  const word = path.replace(/^\/|\/$/g, '')
  const name = word === '' || word === 'index.html' ? page || 'desk' : word
  return { page: PAGES.find((one) => one === name) ?? 'nowhere', params: cleaned(params) }
}

/** As a query; the desk without more is the bare address. */
export const urlOf = ({ page, params }: UrlState): string => {
  const query = new URLSearchParams({ ...(page === 'desk' ? {} : { page }), ...cleaned(params) }).toString()
  return query === '' ? '/' : `/?${query}`
}

export const changed = (params: UrlState['params'], change: ParamChange): UrlState['params'] =>
  cleaned({ ...params, ...change })

const cleaned = (params: ParamChange): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) =>
      value === null || value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  )

/** Where a link of a document leads in the guide. */
import { dirname, join, relative } from 'node:path/posix'
import type { LinkOf } from './render-page.js'

export interface LinkTargets {
  /** Slug of each page by the file that it comes from. */
  readonly slugs: ReadonlyMap<string, string>
  /** By slug. */
  readonly titles: ReadonlyMap<string, string>
  /** Files that are served as they are, by their path from the root; where they stand in the guide. */
  readonly assets: ReadonlyMap<string, string>
}

/** Of the page `slug` that comes from `file`. */
export const linkOfPage =
  ({ slugs, titles, assets }: LinkTargets, slug: string, file: string): LinkOf =>
  (target) => {
    if (/^(https?|mailto):/.test(target)) return { address: target }
    const [path = '', anchor] = target.split('#')
    const hash = anchor === undefined ? '' : `#${anchor}`
    if (path === '') return { address: hash }
    const found = join(dirname(file), path).replace(/\/$/, '')
    const page = slugs.get(found)
    const place = page === undefined ? assets.get(found) : `${page}.html`
    if (place === undefined) return null
    return { address: `${relative(dirname(slug), place)}${hash}`, title: titles.get(page ?? '') }
  }

/** Quotes of the journal's last slice, for the slices after a restart; null = there is none. */
import type { HeldQuotes } from '../../../sources/slices/quotes.js'
import type { Resumed } from '../../../streams/journal/resume.js'

export const heldQuotes = ({ last, layout }: Pick<Resumed, 'last' | 'layout'>): HeldQuotes | null => {
  const column = (name: keyof HeldQuotes): Float64Array | undefined => {
    const at = layout.columns.findIndex((each) => each.node === 'quote' && each.column === name)
    return at < 0 ? undefined : (last?.columns.at(at) as Float64Array | undefined)
  }
  const [bid, ask, quoteTsMs] = [column('bid'), column('ask'), column('quoteTsMs')]
  return bid && ask && quoteTsMs ? { bid, ask, quoteTsMs } : null
}

/** Locks that were in force at the journal's end, ms by instrument; null = none is known. */
import type { Resumed } from '../../../streams/journal/resume.js'

export const lockedUntil = ({ last, layout }: Resumed): Float64Array | null => {
  const at = layout.columns.findIndex(({ node, column }) => node === 'control' && column === 'lockUntilMs')
  return (last?.columns[at] as Float64Array | undefined) ?? null
}

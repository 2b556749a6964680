/** Locks that were in force at the journal's end. */
import type { Resumed } from './resume.js'

/** Null = no slice yet. */
export const lockedUntil = ({ last, layout }: Pick<Resumed, 'last' | 'layout'>): Float64Array | null => {
  const at = layout.columns.findIndex(({ node, column }) => node === 'control' && column === 'lockUntilMs')
  return (last?.columns[at] as Float64Array | undefined) ?? null
}

/** What the reader may do: `read` where nobody is logged in; undefined = not known yet. */
import { SECOND_MS } from '../format/time-units.js'
import type { SessionView } from './reads.js'
import { useRead } from './use-read.js'

const EVERY_MS = 30 * SECOND_MS

export const useScope = (): NonNullable<SessionView['scope']> | undefined => {
  const { data } = useRead('/api/session', {}, { everyMs: EVERY_MS })
  return data && (data.scope ?? 'read')
}

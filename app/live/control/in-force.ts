/** What of the operator's requests was in force when the journal ended: locks, and pairs that are to be flat. */
import type { Resumed } from '../../../streams/journal/resume.js'
import type { RequestsInForce } from './requests.js'

export const inForce = (resumed: Resumed): RequestsInForce => ({
  lockUntilMs: lastRow<Float64Array>(resumed, 'lockUntilMs'),
  flatten: lastRow<Uint8Array>(resumed, 'flatten'),
})

/** Null = there is no slice yet, or no such column. */
const lastRow = <T>({ last, layout }: Resumed, name: string): T | null => {
  const at = layout.columns.findIndex(({ node, column }) => node === 'control' && column === name)
  return at < 0 ? null : ((last?.columns.at(at) as T | undefined) ?? null)
}

/** Names of decisions. */
import { sha256 } from '../../graph/engine/hash/hash.js'

export type Leg = 'entry' | `close:${number}`

/**
 * Name of one decision: 32 hexadecimal digits, a pure function of what was decided where. `cause` is the slice's time in ms, or the id of the control
 * request that asked. The same slice decided twice gives the same name, so the store can refuse the second.
 */
export const decisionId = (account: string, instrument: string, cause: number | string, leg: Leg): string =>
  sha256(`${account}|${instrument}|${cause}|${leg}`).slice(0, 32)

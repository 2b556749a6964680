/** Control requests while a pipeline has no session yet, as without a broker: they are taken at once, and obeyed by the session to come. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { CodedError } from '../../../lib/errors.js'
import { decodeControlRequest } from '../../../streams/control/request.js'
import { readTaken, takenWrite } from '../../../streams/control/taken.js'
import { followStream } from '../../../streams/follow.js'

export interface WaitingRoomInputs {
  readonly store: Store
  readonly account: string
  /** The newest entry of the control stream when the process started. */
  readonly since: string
  /** Another instance has the account: requests are its. */
  readonly isStandby: () => boolean
  /** What the pipeline waits for. */
  readonly why: () => string
  readonly clock: Clock
  readonly log: Logger
}

/** Returns how it ends: await it before a session follows the requests. */
export const waitingRoom = (inputs: WaitingRoomInputs): (() => Promise<void>) => {
  const { store, account, since, clock, log } = inputs
  const stop = new AbortController()
  const onEntry = async ({ id, fields }: StreamEntry): Promise<void> => {
    const kind = kindOf(id, fields)
    if (kind === null || inputs.isStandby() || (await readTaken(store, account)).has(id)) return
    await store.write([takenWrite(account, new Map([[id, { kind, tsMs: 0, state: 'taken', why: inputs.why() }]]))])
    log(`control request ${id} (${kind}) is taken; it is obeyed once the pipeline runs`)
  }
  const stream = keyName(KEYS.controls, { account })
  const following = followStream({ store, stream, after: () => since, onEntry, clock, log }, stop.signal)
  following.catch(() => undefined)
  return () => {
    stop.abort()
    return following
  }
}

/** Null: the session refuses it. */
const kindOf = (id: string, fields: StreamEntry['fields']) => {
  try {
    return decodeControlRequest(id, fields).kind
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}

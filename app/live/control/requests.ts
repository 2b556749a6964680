/** The operator's requests as they stand: locks, and pairs that are to be flat. */
import type { ControlRequest } from '../../../streams/control/request.js'
import type { FlattenDone } from '../../../streams/execution/record.js'
import type { World } from '../../../model/world.js'
import type { ControlRow } from '../../../sources/slicer.js'

export interface StandingRequests {
  take(request: ControlRequest): void
  /** Ends the request to be flat of pairs that are, unless it was made again since. */
  flattenDone(done: FlattenDone): void
  row(): Pick<ControlRow, 'requestId' | 'lockUntilMs' | 'flatten'>
}

/** `lockUntilMs`: those in force when the journal ended. */
export const standingRequests = ({ instruments }: World, locked: Float64Array | null): StandingRequests => {
  const count = instruments.length
  const lockUntilMs = locked?.slice() ?? new Float64Array(count)
  const flatten = new Uint8Array(count)
  /** The newest request for each pair. */
  const askedBy = new Float64Array(count)
  let requestId = 0

  const flattenPair = (pair: string | null): void => {
    instruments.forEach(({ name }, k) => {
      if (pair !== null && pair !== name) return
      flatten[k] = 1
      askedBy[k] = requestId
    })
  }

  return {
    take: (request) => {
      requestId++
      if (request.kind === 'kill' && request.on && request.flatten) flattenPair(null)
      if (request.kind === 'kill' && !request.on) flatten.fill(0)
      if (request.kind === 'flatten') flattenPair(request.pair)
      if (request.kind !== 'lock') return
      const k = instruments.findIndex(({ name }) => name === request.pair)
      if (k >= 0) lockUntilMs[k] = request.untilMs
    },
    flattenDone: (done) => {
      for (const k of done.instruments) if ((askedBy[k] as number) <= done.requestId) flatten[k] = 0
    },
    row: () => ({ requestId, lockUntilMs, flatten: flatten.includes(1) ? flatten : null }),
  }
}

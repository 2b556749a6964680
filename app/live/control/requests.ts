/** The operator's requests as they stand: locks, and pairs that are to be flat. */
import type { ControlRequest } from '../../../streams/control/request.js'
import type { FlattenDone } from '../../../streams/execution/record.js'
import type { World } from '../../../model/world.js'
import type { ControlRow } from '../../../sources/slicer.js'

/** A flatten that is not done. */
export interface OpenFlatten {
  readonly id: string
  /** Of the slices that carry it: theirs is not smaller. */
  readonly number: number
  /** Indexes in the world that have not been seen flat. */
  readonly pairs: ReadonlySet<number>
  readonly isOfAll: boolean
  /** Trades that are not SEP's are closed, too. */
  readonly isForeignToo: boolean
}

export interface StandingRequests {
  /** Returns why the request is refused; null = it stands, and the next slice carries it. */
  take(id: string, request: ControlRequest): string | null
  /** A flatten that an earlier session has not finished, of the pairs that its last slice had. */
  resume(id: string, isForeignToo: boolean): void
  /** Ends the request to be flat of pairs that are, unless it was made again since. Returns the ids of those that are done. */
  flattenDone(done: FlattenDone): readonly string[]
  open(): readonly OpenFlatten[]
  row(): Pick<ControlRow, 'requestId' | 'lockUntilMs' | 'flatten'>
}

/** Both in force when the journal ended. */
export interface RequestsInForce {
  readonly lockUntilMs: Float64Array | null
  readonly flatten: Uint8Array | null
}

export const standingRequests = ({ instruments }: World, before: RequestsInForce): StandingRequests => {
  const count = instruments.length
  const names = instruments.map(({ name }) => name)
  const lockUntilMs = before.lockUntilMs?.slice() ?? new Float64Array(count)
  const flatten = before.flatten?.slice() ?? new Uint8Array(count)
  const everything = new Uint8Array(count).fill(1)
  /** The newest request for each pair. */
  const askedBy = new Float64Array(count)
  let requestId = 0
  /** A kill switch that closes everything does so until it is off. */
  let kills = false
  let open: readonly OpenFlatten[] = []

  const flattenPairs = (id: string, pairs: readonly number[], isForeignToo: boolean): void => {
    for (const k of pairs) {
      flatten[k] = 1
      askedBy[k] = requestId
    }
    open = [...open, { id, number: requestId, pairs: new Set(pairs), isOfAll: pairs.length === count, isForeignToo }]
  }
  const without = ({ requestId: carried, instruments: flat }: FlattenDone): readonly OpenFlatten[] =>
    open.map((one) =>
      one.number > carried ? one : { ...one, pairs: new Set([...one.pairs].filter((k) => !flat.includes(k))) },
    )

  return {
    take: (id, request) => {
      const pair = request.kind === 'lock' || request.kind === 'flatten' ? request.pair : null
      const k = pair === null ? -1 : names.indexOf(pair)
      if (pair !== null && k < 0) return `${pair} is not traded here: ${names.join(', ')}`
      requestId++
      if (request.kind === 'kill') kills = request.on && request.flatten
      if (request.kind === 'flatten') flattenPairs(id, k < 0 ? [...names.keys()] : [k], request.foreign === true)
      if (request.kind === 'lock') lockUntilMs[k] = request.untilMs
      return null
    },
    resume: (id, isForeignToo) => {
      const pairs = [...names.keys()].filter((k) => flatten[k] === 1)
      open = [...open, { id, number: requestId, pairs: new Set(pairs), isOfAll: pairs.length === count, isForeignToo }]
    },
    flattenDone: (done) => {
      for (const k of done.instruments) if ((askedBy[k] as number) <= done.requestId) flatten[k] = 0
      const left = without(done)
      open = left.filter(({ pairs }) => pairs.size > 0)
      return left.filter(({ pairs }) => pairs.size === 0).map(({ id }) => id)
    },
    open: () => open,
    row: () => ({
      requestId,
      lockUntilMs,
      flatten: kills ? everything : flatten.includes(1) ? flatten : null,
    }),
  }
}

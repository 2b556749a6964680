/** The requests of one session: which it takes, which slice carries them, and what is recorded of each. */
import type { UnreadableItem } from '../../../model/broker-client.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { Clock } from '../../../lib/clock.js'
import { CodedError } from '../../../lib/errors.js'
import type { Logger } from '../../../lib/logger.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { World } from '../../../model/world.js'
import { nodes } from '../../../model/nodes.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import { isNewer, msOf } from '../../../store/stream-id.js'
import type { FlattenDone } from '../../../streams/execution/record.js'
import { type ControlRequest, decodeControlRequest } from '../../../streams/control/request.js'
import { readTaken, type TakenRequest } from '../../../streams/control/taken.js'
import { flattenProgress, type Surroundings } from './flatten-progress.js'
import { type RequestLog, requestLog } from './request-log.js'
import { type RequestsInForce, standingRequests, type StandingRequests } from './requests.js'

/** `all`: makes the slices and trades. In a cut pipeline one part does each. */
export type ControlPart = 'all' | 'slices' | 'trades'

/** Who asked has given up on an older request that no one took. */
const LIFE_MS = 2 * MINUTE_MS

export interface RequestBookInputs {
  readonly store: Store
  readonly account: string
  readonly world: World
  readonly part: ControlPart
  readonly before: RequestsInForce
  /** Requests after this entry that nobody has taken are obeyed; null = only those that come from now on. */
  readonly since: string | null
  readonly clock: Pick<Clock, 'nowMs'>
  /** The machine's: ids of requests are its times. */
  readonly machineClock: Pick<Clock, 'nowMs'>
  readonly connected: () => boolean
  readonly heartbeatAgeMs: () => number
  /** Open trades that are not SEP's, in words. */
  readonly foreign: () => readonly string[]
  /** Items of the account that could not be understood. */
  readonly unreadable?: () => readonly UnreadableItem[]
  readonly log: Logger
}
export interface RequestBook extends Pick<StandingRequests, 'row'> {
  /** Null = not a request, or one that is refused. */
  take(entry: StreamEntry): ControlRequest | null
  /** Obeys what waited for this session; returns the entry after which new ones come. */
  begin(stream: string, onEntry: (entry: StreamEntry) => Promise<void>): Promise<string>
  /** A slice is in the journal. */
  carried(frame: Frame): Promise<void>
  /** In the part that trades: its gate has seen the switches. Elsewhere: records that the store did not take are written again. */
  confirm(): Promise<void>
  /** True where a flatten is open that would be over sooner with a slice of its own now; a few times for each request. */
  hastens(): boolean
  flattenDone(done: FlattenDone): void
  isFlatteningAll(): boolean
  /** Trades that are not SEP's are to be closed now. */
  closesForeign(): boolean
}

/** In no slice yet; in the part that trades: not confirmed. */
interface Waiting {
  readonly id: string
  readonly number: number
  readonly kind: ControlRequest['kind']
}
interface Book {
  readonly inputs: RequestBookInputs
  readonly requests: StandingRequests
  readonly records: RequestLog
  waiting: readonly Waiting[]
  /** Slices that may still be made for the newest flatten. */
  hasteLeft: number
  /** What the newest slice shows of each open flatten. */
  progress: readonly {
    readonly id: string
    readonly tsMs: number
    readonly textOf: ReturnType<typeof flattenProgress>
  }[]
}

/** More than a close, its fill and the two slices that prove it need; few enough while no close succeeds. */
const HASTE = 20

export const requestBook = (inputs: RequestBookInputs): RequestBook => {
  const requests = standingRequests(inputs.world, inputs.before)
  const records = requestLog(inputs.store, inputs.account)
  const book: Book = { inputs, requests, records, waiting: [], hasteLeft: HASTE, progress: [] }
  return {
    take: (entry) => take(book, entry),
    row: requests.row,
    begin: (stream, onEntry) => begin(book, stream, onEntry),
    carried: (frame) => carried(book, frame),
    confirm: () => (inputs.part === 'trades' ? confirm(book) : showProgress(book)),
    hastens: () => requests.open().length > 0 && book.hasteLeft > 0,
    flattenDone: (flat) => {
      done(records, requests.flattenDone(flat))
      void records.flush()
    },
    closesForeign: () => requests.open().some(({ isForeignToo }) => isForeignToo),
    isFlatteningAll: () => requests.open().some(({ isOfAll }) => isOfAll),
  }
}

const take = (book: Book, { id, fields }: StreamEntry): ControlRequest | null => {
  const { inputs, requests, records } = book
  const request = requestOf(id, fields)
  const why = typeof request === 'string' ? request : (refusal(inputs.part, request) ?? requests.take(id, request))
  if (why !== null) {
    inputs.log(typeof request === 'string' ? why : `control request ${id} is refused: ${why}`, 'warn')
    const kind = typeof request === 'string' ? 'unknown' : request.kind
    if (inputs.part !== 'trades') records.set(id, { kind, tsMs: 0, state: 'refused', why })
    void records.flush()
    return null
  }
  const { kind } = request as ControlRequest
  if (kind === 'flatten') book.hasteLeft = HASTE
  book.waiting = [...book.waiting, { id, number: requests.row().requestId, kind }]
  return request as ControlRequest
}

/** The parts of a cut pipeline share what a slice carries, which this is not. */
const refusal = (part: ControlPart, request: ControlRequest): string | null =>
  part !== 'all' && request.kind === 'flatten' && request.foreign === true
    ? "a pipeline in parts closes SEP's own trades only"
    : null

/** A text = why it is none. */
const requestOf = (id: string, fields: StreamEntry['fields']): ControlRequest | string => {
  try {
    return decodeControlRequest(id, fields)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return error.message
  }
}

const begin = async (
  { inputs, requests, records }: Book,
  stream: string,
  onEntry: (entry: StreamEntry) => Promise<void>,
): Promise<string> => {
  const { store, part, since } = inputs
  const last = (await store.lastId(stream)) ?? '0'
  if (part === 'trades' || last === '0') return last
  const nowMs = inputs.machineClock.nowMs()
  const known = await records.load(nowMs)
  const entries = await store.range(stream, `${Math.max(0, Math.floor(nowMs - DAY_MS))}-0`, last)
  for (const [id, record] of known)
    if (record.state === 'taken' && record.tsMs > 0) {
      const fields = entries.find((entry) => entry.id === id)?.fields
      goOn(requests, records, { id, record, request: fields ? requestOf(id, fields) : '' })
    }
  for (const entry of entries) {
    const record = known.get(entry.id)
    const isFresh = since !== null && isNewer(entry.id, since) && msOf(entry.id) > nowMs - LIFE_MS
    if (record ? record.state === 'taken' && record.tsMs === 0 : isFresh) await onEntry(entry)
  }
  // Nothing of it was open in the journal's last slice.
  done(records, requests.flattenDone({ requestId: 0, instruments: [] }))
  await records.flush()
  return last
}

/** A session before this one had it in a slice. The switches have been read since. */
const goOn = (
  requests: StandingRequests,
  records: RequestLog,
  {
    id,
    record,
    request,
  }: { readonly id: string; readonly record: TakenRequest; readonly request: ControlRequest | string },
): void => {
  const isForeignToo = typeof request !== 'string' && request.kind === 'flatten' && request.foreign === true
  if (record.kind === 'flatten') requests.resume(id, isForeignToo)
  else records.set(id, { ...record, state: 'done', why: '' })
}

const done = (records: RequestLog, ids: readonly string[]): void => {
  for (const id of ids) {
    const record = records.get(id) ?? { kind: 'flatten', tsMs: 0 }
    records.set(id, { ...record, state: 'done', why: '' })
  }
}

const carried = async (book: Book, frame: Frame): Promise<void> => {
  const { inputs, requests, records } = book
  // By slices, not by executions: several of them share a slice.
  if (requests.open().length > 0) book.hasteLeft--
  const number = columnsOf(frame, nodes.control).requestId[0] as number
  const tsMs = frame.time.tsMs[0] as number
  for (const { id, kind } of book.waiting.filter((one) => one.number <= number)) {
    // The part that trades confirms what its gate must see.
    const isDone = inputs.part === 'all' || kind === 'lock'
    if (kind !== 'flatten') records.set(id, { kind, tsMs, state: isDone ? 'done' : 'taken', why: '' })
  }
  book.waiting = book.waiting.filter((one) => one.number > number)
  const around = surroundings(inputs)
  book.progress = requests
    .open()
    .filter((each) => each.number <= number)
    .map((one) => ({ id: one.id, tsMs, textOf: flattenProgress(frame, one, around) }))
  await showProgress(book)
}

const surroundings = (inputs: RequestBookInputs): Surroundings => ({
  names: inputs.world.instruments.map(({ name }) => name),
  connected: inputs.connected(),
  heartbeatAgeMs: inputs.heartbeatAgeMs(),
  foreign: inputs.foreign(),
  unreadable: inputs.unreadable?.() ?? [],
  nowMs: inputs.clock.nowMs(),
})

/** The broker may be away, or back, long before the next slice. */
const showProgress = async ({ inputs, requests, records, progress }: Book): Promise<void> => {
  const open = new Set(requests.open().map(({ id }) => id))
  const around = surroundings(inputs)
  for (const { id, tsMs, textOf } of progress)
    if (open.has(id)) records.set(id, { kind: 'flatten', tsMs, state: 'taken', why: textOf(around) })
  await records.flush()
}

/** A slice may carry what this part has not seen yet, and the other way round: both must be. */
const confirm = async (book: Book): Promise<void> => {
  const { inputs, records } = book
  const open = book.waiting.filter(({ kind }) => kind !== 'flatten' && kind !== 'lock')
  if (open.length === 0) return
  const known = await readTaken(inputs.store, inputs.account)
  for (const { id } of open) {
    const record = known.get(id)
    if (record?.state === 'taken' && record.tsMs > 0) records.set(id, { ...record, state: 'done', why: '' })
  }
  book.waiting = open.filter(({ id }) => records.get(id)?.state !== 'done')
  await records.flush()
}

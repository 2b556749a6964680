/** State of a pipeline from what its parts show of themselves. Of a part that is silent nothing counts as connected. */
import type { PipelineReads, PipelineState } from '../../api/model/pipeline-reads.js'
import { isoTime } from '../../lib/iso-time.js'
import { PHASES, READY_CODES } from '../../model/ready-codes.js'
import type { PipelineStatus, SessionFacts } from '../../store/pipeline-status.js'
import type { KnownPart } from './pipeline-documents.js'

export interface SurfaceSwitches {
  readonly killSwitch: boolean
  readonly global: boolean
  readonly paused: boolean
}
interface StateInputs {
  readonly account: string
  readonly parts: readonly KnownPart[]
  readonly switches: SurfaceSwitches
  readonly answeredBy: PipelineState['answeredBy']
  readonly nowMs: number
}
type Streams = PipelineState['streams']

export const pipelineState = ({ account, parts, switches, answeredBy, nowMs }: StateInputs): PipelineState => {
  const sessions = parts.flatMap(({ status }) => status.session ?? [])
  const process = parts.flatMap((part) => part.status.process ?? [])[0]
  const silent = parts.length === 0 || parts.some((part) => part.silent)
  const reasons = reasonsOf(account, parts, nowMs)
  return {
    environment: process?.environment ?? 'live',
    answeredBy,
    version: process?.version ?? '',
    speed: process?.speed ?? 1,
    phase: phaseOf(parts),
    warmup: null,
    ready: { ready: reasons.length === 0, reasons, instruments: instrumentsOf(parts) },
    dueMs: sessions.map(({ dueMs }) => dueMs).find((dueMs) => dueMs !== null) ?? null,
    silent,
    streams: streamsOf(parts),
    killSwitch: { on: switches.killSwitch, global: switches.global },
    paused: switches.paused,
    unknownOrders: sessions.flatMap((session) => session.account?.unknownOrders ?? []),
    frozen: [...new Set(sessions.flatMap((session) => session.account?.frozen ?? []))],
  }
}

/** The earliest of its parts. */
const phaseOf = (parts: readonly KnownPart[]): PipelineState['phase'] =>
  PHASES.find((phase) => parts.some(({ status }) => status.phase === phase)) ?? 'starting'

/** In the order of READY_CODES; first what is not known at all. */
const reasonsOf = (account: string, parts: readonly KnownPart[], nowMs: number): PipelineState['ready']['reasons'] => {
  if (parts.length === 0)
    return [
      { code: 'silent', text: `no pipeline of account ${account} is known on this store`, sinceMs: Math.floor(nowMs) },
    ]
  const silent = parts
    .filter((part) => part.silent)
    .map(({ part, status }) => ({
      code: 'silent',
      text: `${part === 'all' ? 'the pipeline' : `the part ${part}`} was last heard of at ${isoTime(status.atMs)}, then ${status.phase}`,
      sinceMs: status.atMs,
    }))
  const found = parts.flatMap(({ status }) => status.reasons)
  const codes: readonly string[] = READY_CODES
  const first = found.filter(({ code }, n) => found.findIndex((other) => other.code === code) === n)
  return [...silent, ...first.sort((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code))]
}

const instrumentsOf = (parts: readonly KnownPart[]): PipelineState['ready']['instruments'] => {
  const all = new Map<string, { readonly blocked: Note[]; readonly notes: Note[] }>()
  for (const { status } of parts)
    for (const [name, { blocked, notes }] of Object.entries(status.instruments ?? {})) {
      const one = all.get(name) ?? { blocked: [], notes: [] }
      all.set(name, one)
      addNew(one.blocked, blocked)
      addNew(one.notes, notes)
    }
  return Object.fromEntries(all)
}
type Note = NonNullable<PipelineStatus['instruments']>[string]['blocked'][number]
const addNew = (to: Note[], notes: readonly Note[]): void => {
  for (const note of notes) if (!to.some(({ code, text }) => code === note.code && text === note.text)) to.push(note)
}

const NOT_KNOWN = Object.freeze({ connected: null, ageMs: null })

/** Of each stream what the part knows that reads it. */
const streamsOf = (parts: readonly KnownPart[]): Streams => {
  const heard = parts.filter(({ silent }) => !silent)
  const of = (name: keyof SessionFacts['streams'], owner: KnownPart['part']) =>
    (heard.find(({ part }) => part === owner) ?? heard.find(({ part }) => part === 'all'))?.status.session?.streams[
      name
    ] ?? NOT_KNOWN
  return {
    prices: of('prices', 'trades'),
    transactions: of('transactions', 'trades'),
    candles: of('candles', 'slices'),
  }
}

type NodeStats = Awaited<ReturnType<PipelineReads['nodeStats']>>

export const nodeStatsOf = (parts: readonly KnownPart[], newestMs: number | null): NodeStats => ({
  parts: Object.fromEntries(
    parts.flatMap(({ part, status }) => (status.session ? [[part, status.session.graphHash]] : [])),
  ),
  nodes: parts
    .flatMap(({ status }) => status.session?.stages ?? [])
    .flatMap(({ nodes, lastTsMs, ...stage }) =>
      nodes.map((node) => ({
        node,
        stage: nodes,
        ...stage,
        lastTsMs,
        lagMs: newestMs === null || lastTsMs === null ? null : Math.max(0, newestMs - lastTsMs),
        rowsIn: null,
        rowsOut: null,
        errors: 0,
      })),
    ),
})

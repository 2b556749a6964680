/** What stands between a signal of one instrument and its order (`blocked`), and what makes or trims signals there (`notes`). */
import { columnsOf, hasNode, type NodeRef } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { isoTime } from '../../../lib/iso-time.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { GATE_STATES, GUARDS, maskNames, RISK_BIT, RISKS } from '../../../model/codes.js'
import { nodes } from '../../../model/nodes.js'
import type { InstrumentReason } from './readiness.js'
import { frozenInstruments } from '../../../model/unreadable-items.js'
import type { ProtocolState } from '../../../sinks/execution/protocol-types.js'

export interface InstrumentState {
  /** Each refuses any increase of the instrument, whatever the account. */
  readonly blocked: readonly InstrumentReason[]
  readonly notes: readonly InstrumentReason[]
}

/** Of one slice. */
interface SliceFacts {
  /** Its place in the world. */
  readonly k: number
  /** The newest slice; null = none yet. */
  readonly frame: Frame | null
  readonly nowMs: number
}
export interface BlockFacts extends SliceFacts {
  readonly name: string
  /** ms UTC, as requested by now; 0 = none. */
  readonly lockUntilMs: number
  /** Of the order protocol; null in a part that does not trade. */
  readonly protocol: Pick<ProtocolState, 'decisions' | 'view' | 'unreadable'> | null
  /** Of the price board, and the last gate's limit. */
  readonly price: { readonly tradeable: boolean; readonly ageMs: number; readonly maxAgeMs: number }
  /** Found elsewhere: an item that cannot be read, data that is not believed. */
  readonly others: readonly InstrumentReason[]
}
export interface NoteFacts extends SliceFacts {
  readonly entryCdSec: number
  readonly fillTrades: boolean
}

/** A value of the instrument in the newest slice; NaN where there is none. */
type Look = <N extends keyof typeof nodes>(node: N, column: keyof (typeof nodes)[N]['schema'] & string) => number

/** What refuses any increase now. */
export const instrumentBlocks = (facts: BlockFacts): readonly InstrumentReason[] => {
  const look = lookAt(facts)
  // Without a market no price is expected.
  const isOpen = look('session', 'weekOpen') !== 0 && look('session', 'open') !== 0
  return [
    ...lockReason(facts),
    ...orderReasons(facts, look),
    ...riskReasons(look),
    ...(isOpen ? priceReasons(facts) : []),
    ...facts.others,
  ]
}

/** What keeps a signal from arising, or trims it. */
export const instrumentNotes = (facts: NoteFacts): readonly InstrumentReason[] => {
  const look = lookAt(facts)
  return [...sessionNotes(look), ...signalNotes(look), ...placeNotes(facts, look), ...cooldownNotes(facts, look)]
}

const lookAt = ({ frame, k }: SliceFacts): Look => {
  return (node, column) => {
    const ref: NodeRef = nodes[node]
    if (frame === null || !hasNode(frame, ref)) return Number.NaN
    const columns = columnsOf(frame, ref) as Readonly<Record<string, ArrayLike<number>>>
    return columns[column]?.[ref.schema[column]?.shape === 'row' ? k : 0] ?? Number.NaN
  }
}

const lockReason = ({ lockUntilMs, nowMs }: BlockFacts): readonly InstrumentReason[] =>
  lockUntilMs <= nowMs ? [] : [{ code: 'lock', text: `locked until ${isoTime(lockUntilMs)}` }]

/** By what the last gate knows now, and the account of the newest slice. */
const orderReasons = ({ name, k, protocol }: BlockFacts, look: Look): readonly InstrumentReason[] => {
  const unknown = [...(protocol?.decisions.values() ?? [])].filter(
    ({ instrument, status }) => instrument === k && status === 'unknown',
  )
  const foreign = [...(protocol?.view.trades.values() ?? [])].filter(
    ({ instrument, own }) => instrument === name && !own,
  )
  const isFrozen = protocol !== null && frozenInstruments(protocol.unreadable).includes(name)
  return [
    ...(isFrozen ? [{ code: 'unreadable', text: 'an item of the account cannot be understood' }] : []),
    ...(unknown.length > 0 || look('broker', 'unknown') === 1
      ? [{ code: 'doubt', text: 'the outcome of an order is unknown' }]
      : []),
    ...(foreign.length > 0 || Math.abs(look('broker', 'foreignUnits')) > 0
      ? [
          {
            code: 'foreign',
            text: `trades that are not SEP's: ${foreign.map(({ id }) => id).join(', ') || 'being read'}`,
          },
        ]
      : []),
  ]
}

const riskReasons = (look: Look): readonly InstrumentReason[] => {
  const mask = look('risk', 'blocked')
  return [
    ...((mask & RISK_BIT.stop_lock) === 0
      ? []
      : [{ code: 'stop_lock', text: 'stops closed three positions within two hours: locked for two' }]),
    ...((mask & RISK_BIT.reject_backoff) === 0
      ? []
      : [{ code: 'reject_backoff', text: 'an increase was rejected or cancelled: it pauses' }]),
  ]
}

const priceReasons = ({ price }: BlockFacts): readonly InstrumentReason[] => [
  ...(price.tradeable ? [] : [{ code: 'untradeable', text: 'the broker does not trade it now' }]),
  ...(price.ageMs <= price.maxAgeMs
    ? []
    : [
        {
          code: 'stale_price',
          text: Number.isNaN(price.ageMs)
            ? 'no price yet'
            : `its price is ${Math.round(price.ageMs / SECOND_MS)} s old`,
        },
      ]),
]

const sessionNotes = (look: Look): readonly InstrumentReason[] => {
  if (look('session', 'weekOpen') === 0) return [{ code: 'week', text: 'the market is closed' }]
  if (look('session', 'open') === 0) return [{ code: 'session', text: 'its sessions are closed' }]
  const found = (
    [
      ['nearClose', 'near_close', 'its session closes soon'],
      ['rollover', 'rollover', 'around 17:00 New York'],
      ['blackout', 'blackout', 'a blackout of one of its currencies'],
    ] as const
  ).filter(([column]) => look('session', column) === 1)
  if (found.length > 0) return found.map(([, code, text]) => ({ code, text }))
  return look('session', 'entryOk') === 0 ? [{ code: 'break', text: "the market's daily break" }] : []
}

const signalNotes = (look: Look): readonly InstrumentReason[] => {
  const failed = maskNames(GUARDS, look('guards', 'failed')).filter((name) => name !== 'session')
  const limits = maskNames(RISKS, look('risk', 'trimmed') | (look('risk', 'refused') & LIMITS))
  return [
    ...(failed.length > 0 ? [{ code: 'guards', text: `closed by ${failed.join(', ')}` }] : []),
    ...(look('direction', 'direction') === 0 ? [{ code: 'direction', text: 'no direction' }] : []),
    ...(limits.length > 0 ? [{ code: 'limits', text: `the last increase met ${limits.join(', ')}` }] : []),
  ]
}

/** Bits of limits that a smaller order may meet. */
const LIMITS =
  RISK_BIT.var |
  RISK_BIT.margin |
  RISK_BIT.position_size |
  RISK_BIT.positions_per_pair |
  RISK_BIT.total_positions |
  RISK_BIT.net_units |
  RISK_BIT.orders_per_min |
  RISK_BIT.currency_exposure

const placeNotes = ({ fillTrades }: NoteFacts, look: Look): readonly InstrumentReason[] => {
  const state = GATE_STATES[look('gates', 'state')]
  const weight = look('allocate', 'weight')
  return [
    ...(state === undefined || state === 'on' ? [] : [{ code: 'gates', text: `its gate is ${state}` }]),
    ...(weight === 0 ? [{ code: 'places', text: 'it has no place' }] : []),
    ...(weight > 0 && look('allocate', 'filled') === 1 && !fillTrades
      ? [{ code: 'places', text: 'its place is filled, not earned: it takes no risk (FILL_TRADES=0)' }]
      : []),
  ]
}

const cooldownNotes = ({ nowMs, entryCdSec }: NoteFacts, look: Look): readonly InstrumentReason[] => {
  const untilMs = Math.max(look('strategy', 'lastEntryMs'), look('strategy', 'lastExitMs')) + entryCdSec * SECOND_MS
  const gateMs = look('gates', 'cooldownUntilMs')
  return [
    ...(untilMs > nowMs ? [{ code: 'cooldown', text: `no entry until ${isoTime(untilMs)}` }] : []),
    ...(gateMs > nowMs ? [{ code: 'cooldown', text: `its gate is in cooldown until ${isoTime(gateMs)}` }] : []),
  ]
}

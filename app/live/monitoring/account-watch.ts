/** Keeps the reasons of `/ready` and the conditions of the alarms up to date while a session of a part runs. */
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import { nodes } from '../../../model/nodes.js'
import { ALARM_KINDS, type AlarmCode } from '../../../model/alarm-codes.js'
import { increaseRefusals } from '../../../sinks/execution/pre-send-checks.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { Clock } from '../../../lib/clock.js'
import { latchesOf } from '../../../operators/risk/latches-of.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { World } from '../../../model/world.js'
import { configOf } from '../../config/graph-parts.js'
import type { LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'
import { accountReasons } from './account-reasons.js'
import { instrumentBlocks, instrumentNotes, type InstrumentState } from './instrument-states.js'
import type { InstrumentReason } from './readiness.js'
import { sliceSilence } from './status.js'

export interface AccountWatchInputs {
  readonly context: LiveContext
  readonly control: LiveControl
  /** Null in a part that does not trade. */
  readonly runner: OrderRunner | null
  /** Leases of the session, each with the clock of its times. */
  readonly leases: readonly { readonly keeper: LeaseKeeper; readonly clock: Clock; readonly what: string }[]
  /** Newest slice; null = none since the start. */
  readonly frame: () => Frame | null
  /** `shut` of the risk guards in the state that was resumed. */
  readonly shutBefore: number
}
export interface AccountWatch {
  /** Sees each slice after its orders are out. */
  readonly sink: FrameSink
  look(): void
  /** Of the traded instruments. */
  instruments(): Readonly<Record<string, InstrumentState>>
}

export const accountWatch = (inputs: AccountWatchInputs): AccountWatch => {
  const { context, control, runner, frame } = inputs
  const { ready, alarms, clock, outages, settings } = context
  const startedMs = clock.nowMs()
  const report = conditionReports(alarms.hold)
  let notes: readonly (readonly InstrumentReason[])[] = []

  const instruments = () => instrumentsOf(inputs, notes)
  return {
    sink: {
      // A slice that only carries a request has no candles to note anything of.
      write: (now) => {
        const isMinute = !hasNode(now, nodes.control) || columnsOf(now, nodes.control).minute[0] !== 0
        if (isMinute) notes = notesOf(inputs, now)
      },
    },
    instruments,
    look: () => {
      const newest = frame()
      const shut = newest && hasNode(newest, nodes.risk) ? columnsOf(newest, nodes.risk).shut[0] : undefined
      const found = accountReasons({
        row: control.row(),
        maxHeartbeatAgeMs: settings.risk.maxHeartbeatAgeSec * 1000,
        shut: shut ?? inputs.shutBefore,
        gate: runner ? increaseRefusals(runner.state(), { ...timesOf(clock), outage: null }) : [],
        outage: outages.reason,
        lease: leaseReason(inputs),
        slices: sliceSilence(newest?.time.tsMs[0] ?? startedMs, clock.nowMs()),
      })
      for (const [code, text] of found) {
        ready.set(code, text, 'watch')
        if (code in ALARM_KINDS && !EVENTS.has(code)) report(code as AlarmCode, text)
      }
      ready.set('instruments', blockedReason(instruments(), found.get('prices') !== null))
    },
  }
}

/** Alarmed as events, by their watches. */
const EVENTS: ReadonlySet<string> = new Set(['kill_switch', 'drawdown'])

const timesOf = (clock: Clock) => ({ nowMs: clock.nowMs(), monoMs: clock.monotonicMs() })

/** A condition counts once each time that it comes, however often it is looked at. */
const conditionReports = (hold: (code: AlarmCode, text: string | null) => void) => {
  const held = new Set<AlarmCode>()
  return (code: AlarmCode, text: string | null): void => {
    if (held.has(code) === (text !== null)) return
    if (text === null) held.delete(code)
    else held.add(code)
    hold(code, text)
  }
}

/** What the risk guards had latched at the end of the journal, until the first slice shows it. */
export const shutBefore = ({ graph }: LiveContext, compiled: Pick<Compiled<World>, 'snapshot'>): number =>
  latchesOf(compiled.snapshot(), configOf(graph, 'risk')?.drawdownAction === 'kill')

const leaseReason = ({ leases }: AccountWatchInputs): string | null => {
  for (const { keeper, clock, what } of leases) {
    if (keeper.lost.aborted) return `the lease of ${what} is lost`
    if (!(clock.monotonicMs() < keeper.heldUntilMs())) return `the lease of ${what} has run out`
  }
  return null
}

const notesOf = ({ context, control }: AccountWatchInputs, frame: Frame) => {
  const { world, settings } = context
  const shared = {
    frame,
    nowMs: frame.time.tsMs[0] as number,
    entryCdSec: settings.strategy.entryCdSec,
    fillTrades: control.row().fillTrades === 1,
  }
  return world.instruments.map((_, k) => instrumentNotes({ ...shared, k }))
}

const instrumentsOf = (
  { context, control, runner, frame }: AccountWatchInputs,
  notes: readonly (readonly InstrumentReason[])[],
): Readonly<Record<string, InstrumentState>> => {
  const { world, clock, pace, market, ready } = context
  const { board } = market
  const row = control.row()
  const states: { [name: string]: InstrumentState } = {}
  for (const [k, { name }] of world.instruments.entries()) {
    if (world.traded[k] === 0) continue
    const blocked = instrumentBlocks({
      name,
      k,
      frame: frame(),
      nowMs: clock.nowMs(),
      lockUntilMs: row.lockUntilMs?.[k] ?? 0,
      protocol: runner?.state() ?? null,
      price: { tradeable: board.tradeable[k] === 1, ageMs: board.ageMs(k), maxAgeMs: pace.limits.priceMaxAgeMs },
      others: ready.blocks(name),
    })
    states[name] = { blocked, notes: notes[k] ?? [] }
  }
  return states
}

/** Old prices follow from a broken stream, which is a reason of its own. */
const blockedReason = (states: Readonly<Record<string, InstrumentState>>, isStreamOut: boolean): string | null => {
  const all = Object.entries(states).map(([name, { blocked }]) => {
    const own = blocked.filter(({ code }) => !(isStreamOut && code === 'stale_price'))
    return [name, { blocked: own }] as const
  })
  if (all.length === 0 || all.some(([, { blocked }]) => blocked.length === 0)) return null
  const named = all.map(([name, { blocked }]) => `${name} (${blocked.map(({ code }) => code).join(', ')})`)
  return `every instrument is blocked: ${named.join(', ')}`
}

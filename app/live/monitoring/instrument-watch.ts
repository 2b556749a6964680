/** The instruments of a session: what blocks each now, and what is to be known of it since its newest minute. */
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { nodes } from '../../../model/nodes.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'
import { instrumentBlocks, instrumentNotes, type InstrumentState } from './instrument-states.js'
import type { InstrumentReason } from './readiness.js'

type InstrumentStates = Readonly<Record<string, InstrumentState>>

export interface InstrumentWatchInputs {
  readonly context: LiveContext
  readonly control: LiveControl
  /** Null in a part that does not trade. */
  readonly runner: OrderRunner | null
  /** Newest slice; null = none since the start. */
  readonly frame: () => Frame | null
}
export interface InstrumentWatch {
  /** Sees each slice. */
  write(frame: Frame): void
  /** Of the traded instruments. */
  states(): InstrumentStates
  /** Why none of them takes risk; null = one does. `isStreamOut`: prices do not come, which is a reason of its own. */
  reason(isStreamOut: boolean): string | null
}

export const instrumentWatch = (inputs: InstrumentWatchInputs): InstrumentWatch => {
  let notes: readonly (readonly InstrumentReason[])[] = []
  const states = () => statesOf(inputs, notes)
  return {
    write: (frame) => {
      // A slice that only carries a request has no candles to note anything of.
      const isMinute = !hasNode(frame, nodes.control) || columnsOf(frame, nodes.control).minute[0] !== 0
      if (isMinute) notes = notesOf(inputs, frame)
    },
    states,
    reason: (isStreamOut) => blockedReason(states(), isStreamOut),
  }
}

const notesOf = ({ context, control }: InstrumentWatchInputs, frame: Frame) => {
  const { world, settings } = context
  const shared = {
    frame,
    nowMs: frame.time.tsMs[0] as number,
    entryCdSec: settings.strategy.entryCdSec,
    fillTrades: control.row().fillTrades === 1,
  }
  return world.instruments.map((_, k) => instrumentNotes({ ...shared, k }))
}

const statesOf = (
  { context, control, runner, frame }: InstrumentWatchInputs,
  notes: readonly (readonly InstrumentReason[])[],
): InstrumentStates => {
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
const blockedReason = (states: InstrumentStates, isStreamOut: boolean): string | null => {
  const all = Object.entries(states).map(([name, { blocked }]) => {
    const own = blocked.filter(({ code }) => !(isStreamOut && code === 'stale_price'))
    return [name, { blocked: own }] as const
  })
  if (all.length === 0 || all.some(([, { blocked }]) => blocked.length === 0)) return null
  const named = all.map(([name, { blocked }]) => `${name} (${blocked.map(({ code }) => code).join(', ')})`)
  return `every instrument is blocked: ${named.join(', ')}`
}

/** What a session knows beyond the slices: prices, streams, the account as the order protocol holds it, statistics of its stages. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { StageStats } from '../../../graph/engine/run/telemetry.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import { frozenInstruments } from '../../../model/unreadable-items.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { SessionFacts } from '../../../store/pipeline-status.js'
import type { LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'

export interface SessionFactsInputs {
  readonly context: Pick<
    LiveContext,
    'account' | 'clock' | 'market' | 'outages' | 'pace' | 'speed' | 'transactions' | 'wholeHash' | 'world'
  >
  readonly control: Pick<LiveControl, 'switches'>
  /** Null in a part that does not trade. */
  readonly runner: Pick<OrderRunner, 'state'> | null
  readonly frame: Frame | null
  readonly stats: readonly StageStats[]
}

export const sessionFacts = ({ context, control, runner, frame, stats }: SessionFactsInputs): SessionFacts => {
  const { clock, outages } = context
  const { killSwitch, paused } = control.switches()
  const sliceMs = frame?.time.tsMs[0]
  return {
    graphHash: context.wholeHash,
    dueMs: dueSlice(context),
    killSwitch,
    paused,
    streams: {
      prices: { connected: outages.reason('prices') === null, ageMs: ageOf(context.market.board.heartbeatAgeMs()) },
      transactions: {
        connected: context.transactions && outages.reason('transactions') === null,
        ageMs: null,
      },
      candles: {
        connected: outages.reason('broker') === null,
        ageMs: sliceMs === undefined ? null : ageOf(clock.nowMs() - sliceMs),
      },
    },
    prices: pricesOf(context),
    account: runner && accountOf(runner, context),
    stages: stats.map(({ nodes, rows, rowsPerSec, p50Us, p99Us, lastTsMs }) => ({
      nodes: [...nodes],
      rows,
      rowsPerSec: known(rowsPerSec),
      p50Us: known(p50Us),
      p99Us: known(p99Us),
      lastTsMs: wholeMs(lastTsMs),
    })),
  }
}

/** Two seconds of the machine beyond the grace: what a slice takes from its candles to its orders. */
const SLACK_MS = 2 * SECOND_MS

/** Of the minute whose slice must have come by now; null outside the market's week. */
const dueSlice = ({ clock, pace, speed }: SessionFactsInputs['context']): number | null => {
  const dueMs = Math.floor((clock.nowMs() - pace.graceMs - SLACK_MS * speed) / MINUTE_MS) * MINUTE_MS
  return isFxWeekMinute(dueMs - MINUTE_MS) ? dueMs : null
}

const pricesOf = ({ market: { board }, world }: SessionFactsInputs['context']): SessionFacts['prices'] =>
  world.instruments.map(({ name }, k) => {
    const timeMs = wholeMs(board.tsMs[k] as number)
    return {
      instrument: name,
      bid: known(board.bid[k] as number),
      ask: known(board.ask[k] as number),
      timeMs,
      tradeable: timeMs === null ? null : board.tradeable[k] === 1,
    }
  })

const accountOf = (
  runner: Pick<OrderRunner, 'state'>,
  { world }: SessionFactsInputs['context'],
): SessionFacts['account'] => {
  const { view, decisions, unreadable } = runner.state()
  return {
    lastTransactionId: view.lastTransactionId > 0 ? String(view.lastTransactionId) : null,
    openTrades: [...view.trades.values()].map(({ id, instrument, units, price, openTsMs, own }) => ({
      id: String(id),
      instrument,
      units,
      price: known(price),
      openedMs: wholeMs(openTsMs),
      own,
    })),
    unknownOrders: [...decisions.values()]
      .filter(({ status }) => status === 'unknown')
      .map(({ id, instrument, leg, units, tsMs }) => {
        return { id, instrument: world.instruments[instrument]?.name ?? '', leg, units, tsMs }
      }),
    frozen: [...frozenInstruments(unreadable)],
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
const wholeMs = (ms: number): number | null => (ms >= 0 && Number.isFinite(ms) ? Math.floor(ms) : null)
const ageOf = (ms: number): number | null => (Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : null)

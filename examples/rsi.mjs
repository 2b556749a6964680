/**
 * A strategy of your own on SEP's exchange: Wilder's RSI of one-minute closes as one operator. It buys when the RSI comes back from
 * below `low`, sells short when it comes back from above `high`, and closes at 50.
 *
 *     sep backtest --graph examples/rsi.mjs --data CANDLES
 *
 * SEP looks for `graph` and `config` in the file. Live trading needs SEP's `riskGuards` between the strategy and the broker.
 */
import { decodeState, defineGraph, encodeState, f64, u8 } from 'sep/graph'
import { brokerSlot, instrumentOperator, REASON, schemas } from 'sep/operators'
import { z } from 'zod'

export const config = z.strictObject({
  period: z.int().min(2).default(14).meta({ description: 'candles of the averages' }),
  low: z.number().min(0).max(50).default(30).meta({ description: 'oversold below it' }),
  high: z.number().min(50).max(100).default(70).meta({ description: 'overbought above it' }),
  units: z.int().min(1).default(1000).meta({ description: 'units of a position' }),
})

export const rsi = instrumentOperator({
  kind: 'rsi@1',
  doc: 'RSI of closes after Wilder (1978); enters when it leaves an extreme, closes at 50.',
  in: {
    candle: { present: u8.row, c: f64.row },
    account: { units: f64.row, pendingUnits: f64.row, closePending: u8.row },
  },
  out: schemas.order,
  config,
  init: (settings, world, saved) => {
    const empty = () => new Float64Array(world.rows.length)
    const fresh = {
      close: empty().fill(Number.NaN),
      gain: empty(),
      loss: empty(),
      seen: empty(),
      before: empty().fill(50),
    }
    return { settings, count: world.rows.length, memory: saved ? decodeState(saved) : fresh }
  },
  save: ({ memory }) => encodeState(memory),
  step: ({ settings, count, memory }, _time, { candle, account }, order, from, to) => {
    clear(order, from, to, count)
    for (let i = from * count; i < to * count; i++) {
      if (candle.present[i] === 0) continue
      const k = i % count
      const before = memory.before[k]
      const now = nextRsi(memory, k, candle.c[i], settings.period)
      memory.before[k] = now
      // What is on its way decides nothing twice.
      if (account.pendingUnits[i] !== 0 || account.closePending[i] === 1) continue
      const held = account.units[i]
      if (held !== 0) {
        if (held > 0 ? now < 50 : now > 50) continue
        order.closeUnits[i] = -held
        order.closeAll[i] = 1
        order.closeReason[i] = REASON.slope
        continue
      }
      const side =
        before < settings.low && now >= settings.low ? 1 : before > settings.high && now <= settings.high ? -1 : 0
      order.approvedUnits[i] = side * settings.units
      order.increaseReason[i] = side === 0 ? REASON.none : REASON.entry
    }
  },
  warmup: ({ period }) => 10 * period,
})

/** 0..100; 50 until a whole period of changes is known. */
const nextRsi = (memory, k, close, period) => {
  const change = close - memory.close[k]
  memory.close[k] = close
  if (Number.isNaN(change)) return 50
  memory.seen[k]++
  const share = 1 / Math.min(memory.seen[k], period)
  memory.gain[k] += share * (Math.max(change, 0) - memory.gain[k])
  memory.loss[k] += share * (Math.max(-change, 0) - memory.loss[k])
  const sum = memory.gain[k] + memory.loss[k]
  return memory.seen[k] < period || sum === 0 ? 50 : (100 * memory.gain[k]) / sum
}

/** A step writes every row: no order, no bracket, no bound. */
const clear = (order, from, to, count) => {
  for (const [name, { kind, shape }] of Object.entries(schemas.order)) {
    const width = shape === 'row' ? count : 1
    const isPrice = kind === 'f64' && shape === 'row' && !name.endsWith('Units')
    order[name].fill(isPrice ? Number.NaN : 0, from * width, to * width)
  }
}

/** What slice t orders reaches the broker in slice t + 1; the strategy sees the account after that slice's fills. */
export const graph = (settings = {}) =>
  defineGraph('rsi', (g) => {
    const candle = g.source('candle', schemas.candle)
    const quote = g.source('quote', schemas.quote)
    const execution = g.source('execution', schemas.execution)
    const placed = g.feedback('placed', schemas.order)
    const account = g.slot(brokerSlot, { order: placed.previous, candle, quote, execution })
    const order = g.node('rsi', rsi, settings, { candle, account })
    placed.close(order)
    g.sink('account', account)
    g.sink('order', order)
  })

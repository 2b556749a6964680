/** The golden SMA-flip outcome: independent engines agree on it to the cent. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compile } from '../../graph/engine/run/compile.js'
import { bind } from '../../graph/engine/define/operator.js'
import { run } from '../../graph/engine/run/rx.js'
import { schemas } from '../../model/columns.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { smaFlipGraph } from '../../graph/sma-flip.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { collectTrades } from '../../sinks/run/trades.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../sources/slicer.js'
import { createWorld } from '../../model/world.js'
import { makeSeries } from '../support/series.js'
import { instrument } from '../support/toy.js'
import { GOLDEN } from '../support/paths.js'

const SMA_FLIP = join(GOLDEN, 'sma_flip')
const expected = JSON.parse(readFileSync(join(SMA_FLIP, 'expected.json'), 'utf8')) as Record<
  string,
  { rows: number; closed: number; open: number; pnl_quote: number }
>
const golden = (name: string): CandleSeries => {
  const rows = gunzipSync(readFileSync(join(SMA_FLIP, `${name}_M1.csv.gz`)))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number) as [number, number, number, number, number, number])
  const start = rows[0]![0]
  return makeSeries(
    name,
    start,
    rows.map(([t, o, h, l, c, v]) => ({ minute: (t - start) / 60_000, o, h, l, c, v })),
    0,
  )
}
const FREE = {
  fillDelayMs: 0,
  slippageBps: 0,
  conversionFee: 0,
  orderMaxAgeSec: 0,
  capital: 1e6,
  depth: 'off' as const,
}

describe('sma-flip', () => {
  test.each([1, 7, 500])('counts exactly and P&L to 1e-6 in quote currency, frames of %i slices', async (capacity) => {
    const names = Object.keys(expected)
    const world = createWorld(
      names.map((name) => ({
        ...instrument(name),
        ...(name.endsWith('JPY') ? { displayPrecision: 3, pipLocation: -2 } : {}),
      })),
      'USD',
    )
    const compiled = compile(smaFlipGraph(), world, { bindings: [bind(brokerSlot, paperBroker, FREE)], capacity })
    const slicer = createSlicer(world, { isWeekMinute: () => false, control: () => REPLAY_CONTROL })
    const trades = collectTrades(world, { node: 'flip', schema: schemas.order })
    const pnl: Record<string, number> = {}
    const closed: Record<string, number> = {}
    await run(compiled, () => replayFrames(compiled.frame, slicer, names.map(golden)), [
      trades,
      {
        write: (frame) => {
          const account = frame.columns['broker'] as unknown as Record<string, Float64Array>
          for (let e = 0; e < account['at']![frame.slices]!; e++) {
            if (account['fillOpens']![e]) continue
            const name = world.instruments[account['fillInstrument']![e]!]!.name
            pnl[name] =
              (pnl[name] ?? 0) -
              account['fillUnits']![e]! * (account['fillPrice']![e]! - account['fillEntryPrice']![e]!)
            closed[name] = (closed[name] ?? 0) + 1
          }
        },
      },
    ])
    for (const open of trades.open())
      pnl[open.instrument] = (pnl[open.instrument] ?? 0) + open.units * (open.exitPrice - open.entryPrice)
    for (const name of names) {
      expect([name, closed[name], trades.open().filter((trade) => trade.instrument === name).length]).toEqual([
        name,
        expected[name]!.closed,
        expected[name]!.open,
      ])
      expect(Math.abs(pnl[name]! - expected[name]!.pnl_quote)).toBeLessThan(1e-6)
    }
  })
})

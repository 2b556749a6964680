/** The result of a run from its fills: cash and units per instrument; open units are marked at the last close. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'

export interface Outcome {
  readonly rows: number
  readonly trades: { readonly closed: number; readonly open: number }
  readonly pnlQuote: number
}

export const outcomeSink = (world: World): FrameSink & { finish(series: readonly CandleSeries[]): Outcome } => {
  const cash = new Float64Array(world.instruments.length)
  const units = new Float64Array(world.instruments.length)
  let closed = 0
  return {
    write: (frame) => {
      const account = columnsOf(frame, nodes.broker)
      const end = account.at[frame.slices] as number
      for (let e = 0; e < end; e++) {
        const k = account.fillInstrument[e] as number
        const filled = account.fillUnits[e] as number
        cash[k] = (cash[k] as number) - filled * (account.fillPrice[e] as number)
        units[k] = (units[k] as number) + filled
        if (account.fillOpens[e] === 0) closed++
      }
    },
    finish: (series) => {
      let pnlQuote = 0
      let rows = 0
      for (const [k, { name }] of world.instruments.entries()) {
        const mine = series.find((candidate) => candidate.instrument === name)
        rows += mine?.tMs.length ?? 0
        pnlQuote += (cash[k] as number) + (units[k] as number) * (mine?.c.at(-1) ?? 0)
      }
      return {
        rows,
        trades: { closed, open: units.reduce((sum, held) => sum + (held === 0 ? 0 : 1), 0) },
        pnlQuote: Math.round(pnlQuote * 1e6) / 1e6,
      }
    },
  }
}

/** Cost of the exchange engine: rows of an idle broker and of one with a position, and round trips. */
import { arrayOf } from '../../graph/engine/define/schema.js'
import { blankRows } from '../../graph/engine/run/blank-rows.js'
import { schemas } from '../../model/columns.js'
import { createWorld } from '../../model/world.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { instrument } from '../support/toy.js'
import { makeColumns } from '../../graph/engine/testing/make-columns.js'
import { medianCpuSec, timed } from './measure.js'

const FRAMES = 200
const SLICES = 128
const COUNT = 8
const NAMES = ['AUD_USD', 'EUR_JPY', 'EUR_USD', 'GBP_USD', 'NZD_USD', 'USD_CAD', 'USD_CHF', 'USD_JPY']

export interface PaperBrokerBench {
  readonly name: 'paper-broker'
  readonly idleNsPerRow: number
  readonly heldNsPerRow: number
  /** A close and a protected entry. */
  readonly flipUs: number
}

export const benchPaperBroker = (): PaperBrokerBench => {
  const idle = secondsPerRow('idle')
  const held = secondsPerRow('held')
  const flips = secondsPerRow('flips')
  return {
    name: 'paper-broker',
    idleNsPerRow: round(idle * 1e9),
    heldNsPerRow: round(held * 1e9),
    flipUs: round((flips - held) * 1e6),
  }
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Frames that reuse memory, as in the engine: no orders, flips in the first frame only, or flips in every row. */
const secondsPerRow = (mode: 'idle' | 'held' | 'flips'): number => {
  const world = createWorld(NAMES.map(instrument), 'USD')
  const tsMs = new Float64Array(SLICES)
  const time = { tsMs, asOfMs: tsMs }
  const columns = { candle: laidOut(market()), quote: laidOut(quotes()), order: laidOut(orders(mode === 'flips')) }
  const entry = mode === 'held' ? { ...columns, order: laidOut(orders(true)) } : columns
  const made: Record<string, any> = makeColumns(schemas.account, SLICES, COUNT)
  for (const [name, col] of Object.entries(schemas.account))
    if (col.shape === 'event') made[name] = new arrayOf[col.kind](SLICES * COUNT * 2)
  made['reserve'] = () => undefined
  const out: any = laidOut(made)
  const blank = blankRows(paperBroker, out)
  const config = paperBroker.config.parse({})
  const seconds = timed(5, () => {
    const state = paperBroker.init(config, world)
    for (let frame = 0; frame < FRAMES; frame++) {
      for (let s = 0; s < SLICES; s++) tsMs[s] = Date.UTC(2024, 2, 4) + (frame * SLICES + s + 1) * 60_000
      const { candle, quote, order } = frame === 0 ? entry : columns
      blank(SLICES * COUNT)
      const input = { candle, quote, order, execution: { at: new Uint32Array(SLICES + 1) } }
      paperBroker.step(state, time, input as never, out, 0, SLICES)
    }
  })
  return medianCpuSec(seconds) / (FRAMES * SLICES * COUNT)
}

/** Like the columns of a frame: to V8, an object filled name by name is a hash table. */
const laidOut = (columns: Record<string, any>): Record<string, any> => Object.fromEntries(Object.entries(columns))

const market = (): Record<string, any> => {
  const candle: Record<string, any> = makeColumns(schemas.candle, SLICES, COUNT)
  candle['present'].fill(1)
  for (let i = 0; i < SLICES * COUNT; i++) {
    const mid = 1.1 + ((i % 100) - 50) * 1e-5
    for (const name of ['bo', 'bh', 'bl', 'bc']) candle[name][i] = mid - 5e-5
    for (const name of ['ao', 'ah', 'al', 'ac']) candle[name][i] = mid + 5e-5
  }
  return candle
}

const quotes = (): Record<string, any> => {
  const quote = makeColumns(schemas.quote, SLICES, COUNT)
  quote['bid'].fill(1.09995)
  quote['ask'].fill(1.10005)
  quote['homeRate'].fill(1)
  return quote
}

const orders = (flip: boolean): Record<string, any> => {
  const order: Record<string, any> = makeColumns(schemas.order, SLICES, COUNT)
  order['closeUnits'].fill(0)
  order['approvedUnits'].fill(0)
  if (!flip) return order
  for (let i = 0; i < SLICES * COUNT; i++) order['approvedUnits'][i] = Math.floor(i / COUNT) % 2 === 0 ? 1000 : -1000
  order['closeAll'].fill(1)
  order['stopDistance'].fill(0.01)
  return order
}

/** A second, small graph on the same engine, sources and exchange: none of them depends on one strategy. */
import type { z } from 'zod'
import { smaFlip } from '../operators/sma-flip.js'
import { brokerSlot } from '../model/broker-slot.js'
import { defineGraph, type Graph } from './engine/define/define.js'
import { schemas } from '../model/columns.js'
import type { World } from '../model/world.js'

/** The broker reads the orders of the previous slice; nothing reads the account, so there is no loop. */
export const smaFlipGraph = (config: z.input<typeof smaFlip.config> = {}): Graph<World> =>
  defineGraph('sma-flip', (g) => {
    const candle = g.source('candle', schemas.candle)
    const quote = g.source('quote', schemas.quote)
    const execution = g.source('execution', schemas.execution)
    const placed = g.feedback('placed', schemas.order)
    const account = g.slot(brokerSlot, { order: placed.previous, candle, quote, execution })
    const order = g.node('flip', smaFlip, config, { candle })
    placed.close(order)
    g.sink('account', account)
    g.sink('order', order)
  })

// A graph that trades without guards: SMA flip in 5 nodes, with a module of its own next to it.
import { defineGraph } from 'sep/graph'
import { brokerSlot, schemas, smaFlip } from 'sep/operators'
import { z } from 'zod'
import { NAME } from './own-name.mjs'

export const config = z.strictObject({
  flip: smaFlip.config,
  label: z.string().min(2).default('plain').meta({ env: 'OWN_LABEL' }),
})

export const graph = (settings) =>
  defineGraph(NAME, (g) => {
    const candle = g.source('candle', schemas.candle)
    const quote = g.source('quote', schemas.quote)
    const execution = g.source('execution', schemas.execution)
    const placed = g.feedback('placed', schemas.order)
    const account = g.slot(brokerSlot, { order: placed.previous, candle, quote, execution })
    const order = g.node('flip', smaFlip, settings.flip, { candle })
    placed.close(order)
    g.sink('account', account)
    g.sink('order', order)
  })

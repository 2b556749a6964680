// A graph that only measures: no broker, no orders.
import { defineGraph } from 'sep/graph'
import { qbsa, qfh, schemas } from 'sep/operators'
import { z } from 'zod'

export const config = z.object({ qbsa: qbsa.config, qfh: qfh.config })

export const graph = (settings) =>
  defineGraph('own-market', (g) => {
    const candle = g.source('candle', schemas.candle)
    g.source('quote', schemas.quote)
    const bits = g.node('qbsa', qbsa, settings.qbsa, { candle })
    g.sink('signal', g.node('qfh', qfh, settings.qfh, { bits, candle }))
  })

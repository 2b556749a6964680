// A graph that fails in the middle of a run; 0: never.
import { defineGraph } from 'sep/graph'
import { brokerSlot, instrumentOperator, schemas, smaFlip } from 'sep/operators'
import { z } from 'zod'

export const config = z.strictObject({ breakAt: z.int().min(0).default(0) })

const breaking = instrumentOperator({
  kind: 'breaking@1',
  doc: 'an SMA flip that throws at a slice',
  in: smaFlip.in,
  out: smaFlip.out,
  config,
  init: ({ breakAt }, world) => ({ breakAt, seen: 0, inner: smaFlip.init(smaFlip.config.parse({}), world) }),
  save: ({ inner }) => smaFlip.save(inner),
  step: (state, time, input, output, from, to) => {
    state.seen += to - from
    if (state.breakAt > 0 && state.seen >= state.breakAt) throw new Error(`broke at slice ${state.breakAt}`)
    smaFlip.step(state.inner, time, input, output, from, to)
  },
})

export const graph = (settings) =>
  defineGraph('breaking', (g) => {
    const candle = g.source('candle', schemas.candle)
    const quote = g.source('quote', schemas.quote)
    const execution = g.source('execution', schemas.execution)
    const placed = g.feedback('placed', schemas.order)
    g.slot(brokerSlot, { order: placed.previous, candle, quote, execution })
    placed.close(g.node('breaking', breaking, settings, { candle }))
  })

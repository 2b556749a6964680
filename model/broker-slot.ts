/** The broker's place in the graph: the exchange engine in replay and demo, a live broker elsewhere. */
import { slot } from '../graph/engine/define/operator.js'
import { schemas } from './columns.js'

export const brokerSlot = slot({
  id: 'broker',
  doc: 'Fills what the previous slice ordered, then brackets, then marks. In replay the exchange engine, live a fold of execution events.',
  in: { order: schemas.order, candle: schemas.candle, quote: schemas.quote, execution: schemas.execution },
  out: schemas.account,
})

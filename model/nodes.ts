/** Typed references to the nodes of `graph/sep.ts`: `columnsOf(frame, nodes.risk)`. A test compares them with the graph. */
import type { NodeRef } from '../graph/engine/run/columns-of.js'
import type { Schema } from '../graph/engine/define/schema.js'
import { schemas } from './columns.js'

const ref = <const S extends Schema>(node: string, schema: S): NodeRef<S> => Object.freeze({ node, schema })

export const nodes = Object.freeze({
  candle: ref('candle', schemas.candle),
  quote: ref('quote', schemas.quote),
  control: ref('control', schemas.control),
  execution: ref('execution', schemas.execution),
  session: ref('session', schemas.session),
  qbsa: ref('qbsa', schemas.bits),
  qfh: ref('qfh', schemas.signal),
  direction: ref('direction', schemas.direction),
  guards: ref('guards', schemas.guards),
  shadow: ref('shadow', schemas.shadow),
  gates: ref('gates', schemas.gates),
  allocate: ref('allocate', schemas.allocate),
  broker: ref('broker', schemas.account),
  strategy: ref('strategy', schemas.wish),
  size: ref('size', schemas.target),
  orders: ref('orders', schemas.intent),
  risk: ref('risk', schemas.order),
  performance: ref('performance', schemas.result),
})

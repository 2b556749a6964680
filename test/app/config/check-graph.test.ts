/** Which graphs of users' files run, and what the others are refused with. */
import { expect, test } from 'vitest'
import { checkGraph } from '../../../app/config/check-graph.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { defineGraph, type GraphBuilder } from '../../../graph/engine/define/define.js'
import { f64 } from '../../../graph/engine/define/schema.js'
import { slot } from '../../../graph/engine/define/operator.js'
import { sep } from '../../../graph/sep.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import { schemas } from '../../../model/columns.js'
import type { World } from '../../../model/world.js'
import { smaFlip } from '../../../operators/sma-flip.js'

type Builder = GraphBuilder<World>
const fail = (text: string) => new Error(text)
const market = (g: Builder) => ({ candle: g.source('candle', schemas.candle), quote: g.source('quote', schemas.quote) })
/** A flip whose orders come from node `orders`; node `risk`, if any, is another one. */
const trading = (orders: string, risk?: string) => (g: Builder) => {
  const { candle, quote } = market(g)
  const execution = g.source('execution', schemas.execution)
  const placed = g.feedback('placed', schemas.order)
  g.slot(brokerSlot, { order: placed.previous, candle, quote, execution })
  if (risk) g.node(risk, smaFlip, {}, { candle })
  placed.close(g.node(orders, smaFlip, {}, { candle }))
}
const named = (name: string, build: (g: Builder) => void = market) => defineGraph<World>(name, build)

test.each([
  ['a market', named('own')],
  ['orders without a node risk', named('own', trading('flip'))],
  ['orders of node risk', named('own', trading('risk'))],
  ['all nodes of sep under a name of its own', { ...sep(resolveSettings()), name: 'my_sep-2.0' }],
])('%s runs', (_, graph) => expect(checkGraph(graph, fail)).toBe(graph))

test.each([
  ['nothing', undefined, 'graph(config) returned no graph of defineGraph'],
  ['an object', { name: 'own' }, 'graph(config) returned no graph of defineGraph'],
  ['a name of sep', named('sma-flip'), 'the graph is named sma-flip, as one of sep'],
  ['a name with a colon', named('own:cut'), "the name of the graph, 'own:cut', may have letters"],
  ['no quote', named('own', (g) => g.source('candle', schemas.candle)), 'the graph has no source quote'],
  ['a foreign source', named('own', (g) => g.source('news', { mood: f64.row })), 'source news does not exist'],
  ['fewer columns', named('own', (g) => g.source('candle', { c: f64.row })), 'source candle lacks columns'],
  [
    'a foreign slot',
    named('own', (g) => g.slot(slot({ id: 'desk', doc: '', in: {}, out: { x: f64.row } }), {})),
    'nothing can be bound to slot desk',
  ],
  [
    'another slot by the name of broker',
    named('own', (g) => g.slot(slot({ id: 'broker', doc: '', in: {}, out: schemas.account }), {})),
    'slot broker is not brokerSlot',
  ],
  [
    'orders around risk',
    named('own', trading('flip', 'risk')),
    'orders reach the broker around node risk: from flip, candle',
  ],
])('%s is refused', (_, graph, text) => expect(() => checkGraph(graph, fail)).toThrow(text))

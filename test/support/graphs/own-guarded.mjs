// SEP's market, loop and guards without its performance node: trades live too.
import { defineGraph } from 'sep/graph'
import {
  allocate,
  brokerSlot,
  direction,
  marketGuards,
  orders,
  qbsa,
  qfh,
  riskGuards,
  rollingGates,
  schemas,
  sessionCalendar,
  shadowStrategy,
  size,
  strategy,
} from 'sep/operators'
import { z } from 'zod'

const operators = {
  session: sessionCalendar,
  qbsa,
  qfh,
  direction,
  guards: marketGuards,
  shadow: shadowStrategy,
  gates: rollingGates,
  allocate,
  strategy,
  size,
  orders,
  risk: riskGuards,
}

export const config = z.object(Object.fromEntries(Object.entries(operators).map(([id, op]) => [id, op.config])))

export const graph = (c) =>
  defineGraph('own-guarded', (g) => {
    const candle = g.source('candle', schemas.candle)
    const quote = g.source('quote', schemas.quote)
    const control = g.source('control', schemas.control)
    const execution = g.source('execution', schemas.execution)
    const session = g.node('session', sessionCalendar, c.session, { candle })
    const bits = g.node('qbsa', qbsa, c.qbsa, { candle })
    const signal = g.node('qfh', qfh, c.qfh, { bits, candle })
    const dir = g.node('direction', direction, c.direction, { candle, signal })
    const guard = g.node('guards', marketGuards, c.guards, { candle, quote, signal, session })
    const shadow = g.node('shadow', shadowStrategy, c.shadow, { candle, quote, dir, guard, session })
    const gate = g.node('gates', rollingGates, c.gates, { shadow, session, candle })
    const weight = g.node('allocate', allocate, c.allocate, { gate, signal, session })
    const placed = g.feedback('placed', schemas.order)
    const account = g.slot(brokerSlot, { order: placed.previous, candle, quote, execution })
    const wish = g.node('strategy', strategy, c.strategy, {
      dir,
      guard,
      weight,
      session,
      account,
      candle,
      quote,
      control,
    })
    const target = g.node('size', size, c.size, { wish, weight, gate, signal, dir, account, quote })
    const intent = g.node('orders', orders, c.orders, { target, wish, dir, account, candle, quote })
    const order = g.node('risk', riskGuards, c.risk, { intent, signal, account, quote, control, session, weight })
    placed.close(order)
    for (const [id, wire] of Object.entries({ signal, order, account })) g.sink(id, wire)
  })

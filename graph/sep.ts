/** SEP: one-minute candles in, orders out. Read it top to bottom: this is the product. */
import type { z } from 'zod'
import { allocate } from '../operators/allocate.js'
import { direction } from '../operators/direction.js'
import { marketGuards } from '../operators/market-guards.js'
import { orders } from '../operators/orders.js'
import { performance } from '../operators/performance.js'
import { qbsa } from '../operators/qbsa.js'
import { qfh } from '../operators/qfh.js'
import { riskGuards } from '../operators/risk-guards.js'
import { rollingGates } from '../operators/rolling-gates.js'
import { sessionCalendar } from '../operators/session-calendar.js'
import { shadowStrategy } from '../operators/shadow-strategy.js'
import { size } from '../operators/size.js'
import { strategy } from '../operators/strategy.js'
import { brokerSlot } from '../model/broker-slot.js'
import { defineGraph, type Graph } from './engine/define/define.js'
import { schemas } from '../model/columns.js'
import type { World } from '../model/world.js'

/** Configuration of every node; app/config/settings.ts reads it from flags, file and environment. */
export interface SepConfig {
  readonly session: z.input<typeof sessionCalendar.config>
  readonly qbsa: z.input<typeof qbsa.config>
  readonly qfh: z.input<typeof qfh.config>
  readonly direction: z.input<typeof direction.config>
  readonly guards: z.input<typeof marketGuards.config>
  readonly strategy: z.input<typeof strategy.config>
  readonly shadow: z.input<typeof shadowStrategy.config>
  readonly gates: z.input<typeof rollingGates.config>
  readonly allocate: z.input<typeof allocate.config>
  readonly size: z.input<typeof size.config>
  readonly orders: z.input<typeof orders.config>
  readonly risk: z.input<typeof riskGuards.config>
  readonly performance: z.input<typeof performance.config>
}

export const sep = (c: SepConfig): Graph<World> =>
  defineGraph('sep', (g) => {
    // Inputs: candles, quotes, the operator's requests, the broker's answers.
    const candle = g.source('candle', schemas.candle)
    const quote = g.source('quote', schemas.quote)
    const control = g.source('control', schemas.control)
    const execution = g.source('execution', schemas.execution)

    // The market half: no node here sees an account.
    const session = g.node('session', sessionCalendar, c.session, { candle })
    const bits = g.node('qbsa', qbsa, c.qbsa, { candle })
    const signal = g.node('qfh', qfh, c.qfh, { bits, candle })
    const dir = g.node('direction', direction, c.direction, { candle, signal })
    const guard = g.node('guards', marketGuards, c.guards, { candle, quote, signal, session })

    // Which instruments earn a place: each one always runs the strategy in the shadow.
    const shadow = g.node('shadow', shadowStrategy, c.shadow, { candle, quote, dir, guard, session })
    const gate = g.node('gates', rollingGates, c.gates, { shadow, session, candle })
    const weight = g.node('allocate', allocate, c.allocate, { gate, signal, session })

    // The loop: what slice t orders reaches the broker in slice t+1, before the decisions of t+1.
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
    // The last gate: there is no other path to the broker.
    const order = g.node('risk', riskGuards, c.risk, { intent, signal, account, quote, control, session, weight })
    placed.close(order)
    const result = g.node('performance', performance, c.performance, { account, order, shadow, candle, quote })

    for (const [id, wire] of Object.entries({ signal, gate, weight, order, account, result })) g.sink(id, wire)
  })

/** The protocol is total and pure, whatever happens in whatever order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeState, encodeState, type State } from '../../../lib/codec.js'
import type { BrokerTransaction, OrderReply } from '../../../model/broker-client.js'
import { EXECUTIONS } from '../../../model/codes.js'
import { step } from '../../../sinks/execution/protocol.js'
import type { Effect, ProtocolEvent, ProtocolState } from '../../../sinks/execution/protocol-types.js'
import {
  closeAll,
  closeFill,
  closeOrder,
  createBench,
  entry,
  entryFill,
  entryOrder,
  reduce,
  tx,
} from '../../support/protocol-bench.js'

/** Numbers that become an event once it is known what is under way. */
const move = fc.record({ kind: fc.nat(13), pick: fc.nat(3), ms: fc.integer({ min: -5, max: 30_000 }), n: fc.nat(9) })
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never

const transactionOf = ({ pick, n }: Move, ids: readonly string[], last: number): BrokerTransaction => {
  const id = last + (n % 3)
  const makers = [
    () => entryOrder(id, ids[n % Math.max(1, ids.length)] ?? 'nobody'),
    () => entryFill(id, id - 1, n % 2 === 0 ? 1000 : -1000),
    () => closeOrder(id, id - 2, n % 2 === 0 ? 'ALL' : '10'),
    () => (n % 2 === 0 ? closeFill(id, id - 1, id - 3, -1000) : tx(id, 'NEW')),
  ]
  return makers[pick]!()
}

const eventOf = (m: Move, state: ProtocolState, ids: readonly string[]): Omit<ProtocolEvent, 'nowMs' | 'monoMs'> => {
  const id = ids[ids.length - 1 - (m.pick % Math.max(1, ids.length))] ?? 'nobody'
  const last = state.view.lastTransactionId
  const transactions = [transactionOf(m, ids, last), transactionOf({ ...m, pick: 1 }, ids, last + 1)]
  const replies: readonly (OrderReply | null)[] = [
    null,
    { kind: 'accepted', transactions, lastTransactionId: last + 2 },
    { kind: 'rejected', status: 400, code: 'X', message: '', transactions: [], lastTransactionId: null },
    { kind: 'accepted', transactions: [], lastTransactionId: last },
    { kind: 'unsent', refusal: m.n % 2 === 0 ? 'kill' : 'unsent', message: '' },
  ]
  const row = [entry(1000, m.n % 2), closeAll(m.n % 2), reduce(-100, m.n % 2), entry(-1000, m.n % 2)][m.pick]!
  const events: readonly object[] = [
    { type: 'orders', tsMs: 1e12 + m.n * 1000, cause: m.n, rows: [row, closeAll(1 - (m.n % 2))] },
    { type: 'claimed', id, answer: ['ok', 'ok', 'failed', 'duplicate'][m.pick] },
    { type: 'claimed', id, answer: 'ok' },
    {
      type: 'flushed',
      id,
      durable: m.pick !== 0,
      killSwitch: m.n === 0,
      paused: false,
      tradeable: m.n !== 3,
      priceAgeMs: 0,
    },
    { type: 'flushed', id, durable: true, killSwitch: false, paused: false, tradeable: true, priceAgeMs: 0 },
    { type: 'replied', id, reply: replies[(m.pick + m.n) % replies.length] },
    { type: 'transaction', transaction: transactionOf(m, ids, last + 1) },
    { type: 'heartbeat', lastTransactionId: last + m.pick },
    { type: 'fetched', transactions: m.n === 0 ? null : transactions },
    { type: 'written', ok: m.pick !== 0 },
    { type: 'switches', killSwitch: m.n === 1, paused: m.n === 2 },
    { type: 'lease', untilMs: m.n === 0 ? Number.NEGATIVE_INFINITY : 1e9 },
    { type: 'account', account: null },
    { type: 'tick' },
  ]
  return events[m.kind] as Omit<ProtocolEvent, 'nowMs' | 'monoMs'>
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
const bytesOf = (result: ReturnType<typeof step>): Uint8Array => encodeState(result as unknown as State)

const freeze = (value: unknown): void => {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return
  // A Map cannot be frozen: the encoding before and after shows a change of one.
  for (const part of value instanceof Map ? value.values() : Object.values(value)) freeze(part)
  Object.freeze(value)
}

test('total, pure, serialisable; at most one send a decision; nothing pending that is not under way', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      let state = createBench().state()
      let atMs = 1000
      const ids: string[] = []
      const sent = new Set<string>()
      const pending = new Set<string>()
      for (const m of moves) {
        atMs += Math.max(0, m.ms)
        const event = {
          ...eventOf(m, state, ids),
          nowMs: 1e12 + atMs + (m.ms < 0 ? -1000 : 0),
          monoMs: atMs,
        } as ProtocolEvent
        const before = encodeState(state as unknown as State)
        freeze(state)
        const next = step(state, event)
        expect(isSame(encodeState(state as unknown as State), before)).toBe(true)
        const again = step(decodeState<ProtocolState>(before), event)
        expect(isSame(bytesOf(again), bytesOf(next))).toBe(true)
        for (const effect of next.effects) note(effect, ids, sent, pending)
        state = next.state
        const underWay = [...state.decisions.values()].map(
          ({ tsMs, tradeId, instrument }) => `${instrument} ${tsMs} ${tradeId}`,
        )
        expect([...pending].sort()).toEqual([...new Set(underWay)].sort())
      }
    }),
    { numRuns: 1000 },
  )
})

const note = (effect: Effect, ids: string[], sent: Set<string>, pending: Set<string>): void => {
  if (effect.type === 'claim') ids.push(effect.decision.id)
  if (effect.type === 'send') {
    expect(sent.has(effect.id)).toBe(false)
    sent.add(effect.id)
  }
  if (effect.type !== 'execution') return
  const { type, instrument, decisionTsMs, tradeId } = effect.row
  const name = EXECUTIONS[type]!
  const key = `${instrument} ${decisionTsMs} ${tradeId}`
  if (name === 'placed') pending.add(key)
  if (['settled', 'refused', 'rejected', 'abandoned'].includes(name)) pending.delete(key)
}

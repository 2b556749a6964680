/** Bugs on purpose, each at a port: the checkers are trusted because they see every one of them. */
import { SepError } from '../../model/error-codes.js'
import type { OrderReply, OrderRequest } from '../../model/broker-client.js'
import type { Store } from '../../store/store.js'
import { EXECUTIONS, type ExecutionName } from '../../model/codes.js'
import { orderKeys } from '../../sinks/execution/order-records.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import { quietRates } from './fault-rates.js'
import { type Bends, KEYS, LEASE_TTL_MS } from './live-root.js'
import { takeOverRun } from './run-many.js'
import type { RunOptions } from './run-facts.js'

export interface PlantedBug {
  readonly name: string
  /** The checker that must see it. */
  readonly seenBy: RegExp
  readonly options: Partial<RunOptions>
}

const keys = orderKeys('A')
const isUnknown = (error: unknown): boolean => error instanceof SepError && error.code === 'broker-unknown'
const withStore = (bend: (store: Store) => Partial<Store>): Bends => ({
  store: (store) => ({ ...store, ...bend(store) }),
})
const withSend = (
  bend: (send: (order: OrderRequest) => Promise<OrderReply>, order: OrderRequest) => Promise<OrderReply>,
): Bends => ({
  broker: (client) => ({
    ...client,
    send: (order, options) => bend((request) => client.send(request, options), order),
  }),
})
/** Nothing is checked between the gate and the first byte. */
const WITHOUT_LATE_CHECK: Bends = {
  broker: (client) => ({ ...client, send: (order) => client.send(order, { mayLeave: () => null }) }),
}
/** Slices reach the journal otherwise than the graph has seen them. */
const withSlices = (bend: (slice: WrittenSlice) => WrittenSlice): Bends =>
  withStore((store) => ({
    fencedAppend: (lease, appends) =>
      store.fencedAppend(
        lease,
        appends.map((entry) => {
          const text = entry.stream === KEYS.slices ? entry.fields['slice'] : undefined
          if (typeof text !== 'string') return entry
          return { ...entry, fields: { slice: JSON.stringify(bend(JSON.parse(text) as WrittenSlice)) } }
        }),
      ),
  }))
interface WrittenSlice {
  readonly seq: number
  readonly previous: string
  readonly rows: readonly unknown[]
}
const isType = (row: ExecutionRow, ...names: readonly ExecutionName[]): boolean =>
  names.includes(EXECUTIONS[row.type] ?? 'none')

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'an order without an answer is sent again',
    seenBy: /^C2: .* posted twice/,
    options: {
      bends: withSend((send, order) =>
        send(order).catch((error: unknown) => {
          if (!isUnknown(error)) throw error
          return send(order)
        }),
      ),
    },
  },
  {
    name: 'an order without an answer counts as rejected',
    seenBy: /^C2: .* still under way/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: withSend((send, order) =>
        send(order).catch((error: unknown) => {
          if (!isUnknown(error)) throw error
          return {
            kind: 'rejected' as const,
            status: 504,
            code: 'HTTP_504',
            message: '',
            transactions: [],
            lastTransactionId: null,
          }
        }),
      ),
    },
  },
  {
    name: 'an order without an answer counts as never sent',
    seenBy: /^C2: .* still under way/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: withSend((send, order) =>
        send(order).catch((error: unknown) => {
          if (!isUnknown(error)) throw error
          return { kind: 'unsent' as const, refusal: 'unsent' as const, message: '' }
        }),
      ),
    },
  },
  {
    name: 'an unknown order is given up at once',
    seenBy: /^C2: .* still under way/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: { settings: (s) => ({ ...s, limits: { ...s.limits, unknownWaitMs: 0, unknownPollMs: 100 } }) },
    },
  },
  {
    name: 'a decision is not deduplicated',
    seenBy: /^C2: .* posted twice/,
    options: {
      crashes: [{ label: 'reply.parsed', n: 2 }],
      rates: quietRates,
      bends: {
        ...withStore((store) => ({
          range: async (stream, after) => (stream === keys.orders ? [] : store.range(stream, after)),
          claim: async (...args) => {
            const answer = await store.claim(...args)
            return answer === 'duplicate' ? 'ok' : answer
          },
        })),
        // The lease of the dead process lasts longer than an increase may be old.
        settings: (s) => ({ ...s, limits: { ...s.limits, entryMaxAgeMs: 60_000 } }),
      },
    },
  },
  {
    name: 'a start forgets what was sent without an outcome',
    seenBy: /^C2: .* still under way/,
    options: {
      crashes: [{ label: 'http.body-full', n: 1 }],
      rates: () => ({ ...quietRates(), requestLate: 0.7 }),
      bends: withStore((store) => ({
        range: async (stream, after) => (stream === keys.orders ? [] : store.range(stream, after)),
      })),
    },
  },
  {
    name: 'the disk is not waited for',
    seenBy: /^I8: .* before its record was durable/,
    options: { bends: withStore(() => ({ flush: () => Promise.resolve(true) })) },
  },
  {
    name: 'an order leaves before its claim is answered',
    seenBy: /^I8: /,
    options: {
      bends: withStore((store) => ({
        claim: (...args) => {
          void store.claim(...args).catch(() => undefined)
          return Promise.resolve('ok' as const)
        },
        flush: (ms) => {
          void store.flush(ms).catch(() => undefined)
          return Promise.resolve(true)
        },
      })),
    },
  },
  {
    name: 'the store does not fence',
    seenBy: /^C7: /,
    options: { ignoresEpoch: true, twoInstances: true },
  },
  {
    name: 'the store does not fence an owner that stood still',
    seenBy: /^C7: a write of epoch/,
    options: { ...takeOverRun('intent.before', 1, 1), ignoresEpoch: true },
  },
  {
    name: 'nothing is asked between the gate and the first byte',
    seenBy: /^C7: .* had taken the account/,
    options: { ...takeOverRun('sent.marked', 1, 1), bends: WITHOUT_LATE_CHECK },
  },
  {
    name: 'an order waits for its connection longer than it is good',
    seenBy: /^C3: /,
    options: {
      stops: [{ label: 'http.connected', n: 1, ms: 0.9 * LEASE_TTL_MS }],
      rates: quietRates,
      bends: WITHOUT_LATE_CHECK,
    },
  },
  {
    name: 'a slice is journaled under the number of another',
    seenBy: /^C4: /,
    options: { bends: withSlices((slice) => ({ ...slice, seq: slice.seq + (slice.seq % 5 === 0 ? 1 : 0) })) },
  },
  {
    name: 'a slice does not name the one before it',
    seenBy: /^C4: /,
    options: { bends: withSlices((slice) => (slice.seq === 4 ? { ...slice, previous: '' } : slice)) },
  },
  {
    name: 'the graph sees rows that the journal does not have',
    seenBy: /^C5: /,
    options: { bends: withSlices((slice) => ({ ...slice, rows: slice.rows.slice(1) })) },
  },
  {
    name: 'a number that is none is journaled',
    seenBy: /^C12: /,
    options: { bends: { rows: (rows) => rows.map((row) => ({ ...row, financing: row.financing / 0 })) } },
  },
  {
    name: 'an old decision is sent',
    seenBy: /^C3: /,
    options: {
      crashes: [{ label: 'decision.made', n: 2 }],
      rates: quietRates,
      bends: { settings: (s) => ({ ...s, limits: { ...s.limits, entryMaxAgeMs: 1e9, closeMaxAgeMs: 1e9 } }) },
    },
  },
  {
    name: 'gaps in the transactions are not filled',
    seenBy: /^(C1|C6|live): /,
    options: { bends: { broker: (client) => ({ ...client, transactionsSince: () => Promise.resolve([]) }) } },
  },
  {
    name: 'a transaction that comes twice is told twice',
    seenBy: /^C6: .* contradict/,
    options: {
      bends: { rows: (rows) => rows.flatMap((row) => (isType(row, 'opened', 'closed') ? [row, row] : [row])) },
    },
  },
  {
    name: 'the end of a close is not told',
    seenBy: /^(stuck|exit): /,
    options: {
      bends: {
        rows: (rows) =>
          rows.filter((row) => row.tradeId === 0 || !isType(row, 'settled', 'rejected', 'refused', 'abandoned')),
      },
    },
  },
  {
    name: 'an abandoned order stays unknown',
    seenBy: /^(stuck|exit|live): /,
    options: { bends: { rows: (rows) => rows.filter((row) => !isType(row, 'abandoned', 'refused', 'rejected')) } },
  },
  {
    name: 'the kill switch is not heard',
    seenBy: /^C8: /,
    options: {
      killScene: true,
      bends: {
        switches: () => () => Promise.resolve({ killSwitch: false, paused: false }),
        tellsRunner: false,
      },
    },
  },
  {
    name: 'an increase goes out without a stop',
    seenBy: /^C14: /,
    options: {
      bends: withSend((send, order) => {
        if (order.leg !== 'entry') return send(order)
        const { stopLoss: _, ...naked } = order
        return send(naked)
      }),
    },
  },
  {
    name: 'transactions are not written down',
    seenBy: /^C1: .* not in our ledger/,
    options: {
      bends: withStore((store) => ({
        fencedAppend: (lease, appends) =>
          store.fencedAppend(
            lease,
            appends.filter(({ stream, id }) => stream !== keys.ledger || Number.parseInt(id, 10) % 7 !== 0),
          ),
      })),
    },
  },
  {
    name: 'the graph is believed to know more than it does',
    seenBy: /^C6: /,
    options: { crashes: [{ label: 'reply.parsed', n: 2 }], bends: { known: (id) => id + 3 } },
  },
  {
    name: 'a balance is told wrongly',
    seenBy: /^C6: .* balance/,
    options: { bends: { rows: (rows) => rows.map((row) => ({ ...row, balance: row.balance + 0.01 })) } },
  },
]

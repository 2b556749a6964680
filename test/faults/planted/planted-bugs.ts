/** Deliberate bugs, each planted at a port: the checkers are trusted because they detect every one of them. */
import { SepError } from '../../../model/error-codes.js'
import { EXECUTIONS, type ExecutionName } from '../../../model/codes.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import { quietRates } from '../fault-rates.js'
import { LEASE_TTL_MS } from '../root/open-trading.js'
import type { Bends } from '../root/root-world.js'
import type { PlantedBug } from './planted-bug.js'
import { JOURNAL_BUGS } from './planted-journal-bugs.js'
import { WIRE_BUGS } from './planted-wire-bugs.js'
import { forgetsOrders, withSend, withStore } from './bends.js'
import { takeOverRun } from '../run-many.js'

const keys = orderKeys('A')
const isUnknown = (error: unknown): boolean => error instanceof SepError && error.code === 'broker-unknown'
/** Skips the checks between the last pre-send check and the first byte. */
const WITHOUT_LATE_CHECK: Bends = {
  broker: (client) => ({ ...client, send: (order) => client.send(order, { mayLeave: () => null }) }),
}
const isType = (row: ExecutionRow, ...names: readonly ExecutionName[]): boolean =>
  names.includes(EXECUTIONS[row.type] ?? 'none')

export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...WIRE_BUGS,
  ...JOURNAL_BUGS,
  {
    name: 'an order without a reply is sent again',
    detectedBy: /^C2: .* posted twice/,
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
    name: 'an order without a reply counts as rejected',
    detectedBy: /^C2: .* still in flight/,
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
    name: 'an order without a reply counts as never sent',
    detectedBy: /^C2: .* still in flight/,
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
    name: 'an unknown order is abandoned at once',
    detectedBy: /^C2: .* still in flight/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: { settings: (s) => ({ ...s, limits: { ...s.limits, unknownWaitMs: 0, unknownPollMs: 100 } }) },
    },
  },
  {
    name: 'a decision is not deduplicated',
    detectedBy: /^C2: .* posted twice/,
    options: {
      crashes: [{ label: 'reply.parsed', n: 2 }],
      rates: quietRates,
      bends: {
        ...withStore((store) => ({
          ...forgetsOrders(store),
          claim: async (...args) => {
            const answer = await store.claim(...args)
            return answer === 'duplicate' ? 'ok' : answer
          },
        })),
        // The lease of the dead process outlasts the maximum age of an increase.
        settings: (s) => ({ ...s, limits: { ...s.limits, entryMaxAgeMs: 60_000 } }),
      },
    },
  },
  {
    name: 'a start forgets orders sent without an outcome',
    detectedBy: /^C2: .* still in flight/,
    options: {
      crashes: [{ label: 'http.body-full', n: 1 }],
      rates: () => ({ ...quietRates(), requestLate: 0.7 }),
      bends: withStore(forgetsOrders),
    },
  },
  {
    name: 'the flush to disk is not awaited',
    detectedBy: /^I8: .* before its record was durable/,
    options: { bends: withStore(() => ({ flush: () => Promise.resolve(true) })) },
  },
  {
    name: 'an order is sent before its claim is confirmed',
    detectedBy: /^I8: /,
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
    detectedBy: /^C7: /,
    options: { ignoresEpoch: true, twoInstances: true },
  },
  {
    name: 'the store does not fence a paused owner',
    detectedBy: /^C7: a write of epoch/,
    options: { ...takeOverRun('intent.before', 1, 1), ignoresEpoch: true },
  },
  {
    name: 'nothing is checked between the last check and the first byte',
    detectedBy: /^C7: .* had taken the account/,
    options: { ...takeOverRun('sent.marked', 1, 1), bends: WITHOUT_LATE_CHECK },
  },
  {
    name: 'an order waits for its connection past its maximum age',
    detectedBy: /^C3: /,
    options: {
      stops: [{ label: 'http.connected', n: 1, ms: 0.9 * LEASE_TTL_MS }],
      rates: quietRates,
      bends: WITHOUT_LATE_CHECK,
    },
  },
  {
    name: 'a stale decision is sent',
    detectedBy: /^C3: /,
    options: {
      crashes: [{ label: 'decision.made', n: 2 }],
      rates: quietRates,
      bends: { settings: (s) => ({ ...s, limits: { ...s.limits, entryMaxAgeMs: 1e9, closeMaxAgeMs: 1e9 } }) },
    },
  },
  {
    name: 'gaps in the transaction stream are not filled',
    detectedBy: /^(C1|C6|live): /,
    options: { bends: { broker: (client) => ({ ...client, transactionsSince: () => Promise.resolve([]) }) } },
  },
  {
    name: 'a duplicate transaction is delivered twice',
    detectedBy: /^C6: .* contradict/,
    options: {
      bends: { rows: (rows) => rows.flatMap((row) => (isType(row, 'opened', 'closed') ? [row, row] : [row])) },
    },
  },
  {
    name: 'the end of a close is not delivered',
    detectedBy: /^(stuck|exit): /,
    options: {
      bends: {
        rows: (rows) =>
          rows.filter((row) => row.tradeId === 0 || !isType(row, 'settled', 'rejected', 'refused', 'abandoned')),
      },
    },
  },
  {
    name: 'an abandoned order stays unknown',
    detectedBy: /^(stuck|exit|live): /,
    options: { bends: { rows: (rows) => rows.filter((row) => !isType(row, 'abandoned', 'refused', 'rejected')) } },
  },
  {
    name: 'the kill switch is ignored',
    detectedBy: /^C8: /,
    options: {
      killScene: true,
      bends: {
        switches: () => () => Promise.resolve({ killSwitch: false, paused: false }),
        notifiesRunner: false,
      },
    },
  },
  {
    name: 'an increase is sent without a stop',
    detectedBy: /^C14: /,
    options: {
      bends: withSend((send, order) => {
        if (order.leg !== 'entry') return send(order)
        const { stopLoss: _, ...naked } = order
        return send(naked)
      }),
    },
  },
  {
    name: 'transactions are not written to the ledger',
    detectedBy: /^C1: .* not in our ledger/,
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
    name: 'the graph claims to have seen more than it has',
    detectedBy: /^C6: /,
    options: { crashes: [{ label: 'reply.parsed', n: 2 }], bends: { known: (id) => id + 3 } },
  },
  {
    name: 'a wrong balance is delivered',
    detectedBy: /^C6: .* balance/,
    options: { bends: { rows: (rows) => rows.map((row) => ({ ...row, balance: row.balance + 0.01 })) } },
  },
]

/** Fault injection by rules: which requests, stream lines or moments a fault hits. The same seed gives the same faults. */
import { z } from 'zod'
import { DAY_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'
import { randomStream } from '../../../sources/synthetic/random.js'

const ms = z.number().min(0).max(DAY_MS)
const share = z.number().min(0).max(1)
const reason = z.string().regex(/^[A-Z_]{3,80}$/)

/** Faults of a request. With `accept` the request takes effect before the fault. */
const callFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('late'), ms }),
  z.strictObject({ kind: z.literal('never'), accept: z.boolean().default(true) }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    accept: z.boolean().default(false),
    /** Response body; defaults to an HTML page for 502 and 520, JSON otherwise. */
    body: z.string().max(10_000).optional(),
    retryAfterSec: z.int().min(0).max(3600).optional(),
  }),
  z.strictObject({ kind: z.literal('reset'), accept: z.boolean().default(true) }),
  /** Drops the connection now and executes the request later. */
  z.strictObject({ kind: z.literal('defer'), ms }),
  z.strictObject({ kind: z.literal('reject'), reason }),
  z.strictObject({ kind: z.literal('cancel'), reason }),
  z.strictObject({ kind: z.literal('partial'), share }),
  /** Reports orders and trades younger than this as not found. */
  z.strictObject({ kind: z.literal('hide'), ms }),
  z.strictObject({ kind: z.literal('candles'), how: z.enum(['gap', 'incomplete', 'revised', 'order', 'nan']), share }),
])
/** Faults of one line of a stream. */
const lineFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('split'), ms }),
  /** Delays the line and everything behind it. */
  z.strictObject({ kind: z.literal('lag'), ms }),
  /** Removes the last transaction id from a heartbeat. */
  z.strictObject({ kind: z.literal('bare') }),
  z.strictObject({ kind: z.literal('half') }),
  z.strictObject({ kind: z.literal('join') }),
  z.strictObject({ kind: z.literal('skip') }),
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('stall'), ms }),
])
/** Faults that happen at a moment rather than to a request. */
const event = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('foreign'),
    afterMs: ms.default(0),
    account: z.string().optional(),
    instrument: z.string(),
    units: z.number(),
  }),
  z.strictObject({ kind: z.literal('halt'), afterMs: ms.default(0), instrument: z.string(), ms }),
  z.strictObject({ kind: z.literal('skew'), afterMs: ms.default(0), ms: z.number().min(-DAY_MS).max(DAY_MS) }),
])

const CALLS = [
  'accounts.list accounts.get accounts.summary accounts.instruments accounts.configure accounts.changes',
  'pricing candles orders.create orders.list orders.get orders.replace orders.cancel orders.name',
  'trades.list trades.get trades.close trades.protect trades.name positions.list positions.get positions.close',
  'transactions.list transactions.range transactions.since transactions.get stream.pricing stream.transactions',
]
  .join(' ')
  .split(' ')
const LINES = [
  'line.pricing.price',
  'line.pricing.heartbeat',
  'line.transactions.transaction',
  'line.transactions.heartbeat',
]

/** A name, a prefix such as `orders.*`, or `*` for every name of its kind. */
const target = (names: readonly string[]) =>
  z
    .string()
    .refine((text) => names.some((name) => matches(text, name)), `one of ${names.join(' ')}, or a prefix followed by *`)
const often = {
  /** Matches to let through before the first fault. */
  after: z.int().min(0).default(0),
  /** Number of faults; 0 = unlimited. */
  times: z.int().min(0).default(1),
  chance: share.default(1),
}
const plan = z.strictObject({
  seed: z.int().min(0).max(0xffffffff).default(1),
  calls: z.array(z.strictObject({ on: target(CALLS), ...often, fault: callFault })).default([]),
  lines: z.array(z.strictObject({ on: target(LINES), ...often, fault: lineFault })).default([]),
  events: z.array(event).default([]),
})

export type FaultPlan = z.output<typeof plan>
export type CallFault = z.output<typeof callFault>
export type LineFault = z.output<typeof lineFault>
export type ScheduledFault = z.output<typeof event>
export type OrderFault = Extract<CallFault, { kind: 'reject' | 'cancel' | 'partial' }>

/** Checks a plan; errors name it as `where`. */
export const readFaultPlan = (value: unknown, where: string): FaultPlan => {
  const result = plan.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new SepError('bad-config', `${where}: ${issue!.path.join('.') || 'the plan'}: ${issue!.message}`)
}

interface Rule<F> {
  readonly on: string
  readonly after: number
  readonly times: number
  readonly chance: number
  readonly fault: F
  seen: number
  done: number
}

export interface Faults {
  /** Adds the rules of a plan and passes its scheduled faults to `onEvent`. */
  add(more: FaultPlan): void
  clear(): void
  /** Every fault that hits this request, in the order of the rules. Updates the rules' counts. */
  ofCall(label: string): readonly CallFault[]
  /** The fault that hits this line: the first matching rule wins, null = none. Updates the rules' counts. */
  ofLine(label: string): LineFault | null
  /** The rules with their counts of matches and faults. */
  report(): object
  /** Uniform in [0, 1). */
  random(): number
}

export const createFaults = (onEvent: (event: ScheduledFault) => void): Faults => {
  let calls: Rule<CallFault>[] = []
  let lines: Rule<LineFault>[] = []
  let stream = randomStream(1, 0)
  const happens = (rule: Rule<unknown>, label: string): boolean => {
    if (!matches(rule.on, label)) return false
    rule.seen++
    if (rule.seen <= rule.after || (rule.times > 0 && rule.done >= rule.times)) return false
    if (rule.chance < 1 && stream.uniform() >= rule.chance) return false
    rule.done++
    return true
  }
  return {
    add: (more) => {
      stream = randomStream(more.seed, 0)
      calls = [...calls, ...more.calls.map((rule) => ({ ...rule, seen: 0, done: 0 }))]
      lines = [...lines, ...more.lines.map((rule) => ({ ...rule, seen: 0, done: 0 }))]
      for (const one of more.events) onEvent(one)
    },
    clear: () => {
      calls = []
      lines = []
    },
    ofCall: (label) => calls.filter((rule) => happens(rule, label)).map(({ fault }) => fault),
    ofLine: (label) => lines.find((rule) => happens(rule, label))?.fault ?? null,
    report: () => ({ calls, lines }),
    random: () => stream.uniform(),
  }
}

const matches = (pattern: string, label: string): boolean =>
  pattern.endsWith('*') ? label.startsWith(pattern.slice(0, -1)) : pattern === label

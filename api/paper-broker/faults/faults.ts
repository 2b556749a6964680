/** Faults on purpose: rules that say to which requests, stream lines or moments something happens. The same seed gives the same faults. */
import { z } from 'zod'
import { DAY_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'
import { randomStream } from '../../../sources/synthetic/random.js'

const ms = z.number().min(0).max(DAY_MS)
const share = z.number().min(0).max(1)
const reason = z.string().regex(/^[A-Z_]{3,80}$/)

/** What may happen to a request. `accept`: the request is carried out first. */
const callFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('late'), ms }),
  z.strictObject({ kind: z.literal('never'), accept: z.boolean().default(true) }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    accept: z.boolean().default(false),
    /** Text of the body; by default a page for 502 and 520, JSON otherwise. */
    body: z.string().max(10_000).optional(),
    retryAfterSec: z.int().min(0).max(3600).optional(),
  }),
  z.strictObject({ kind: z.literal('reset'), accept: z.boolean().default(true) }),
  /** The connection ends now, the request is carried out later. */
  z.strictObject({ kind: z.literal('defer'), ms }),
  z.strictObject({ kind: z.literal('reject'), reason }),
  z.strictObject({ kind: z.literal('cancel'), reason }),
  z.strictObject({ kind: z.literal('partial'), share }),
  /** Orders and trades younger than this are not found. */
  z.strictObject({ kind: z.literal('hide'), ms }),
  z.strictObject({ kind: z.literal('candles'), how: z.enum(['gap', 'incomplete', 'revised', 'order', 'nan']), share }),
])
/** What may happen to a line of a stream. */
const lineFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('split'), ms }),
  /** It comes later, and whatever follows waits behind it. */
  z.strictObject({ kind: z.literal('lag'), ms }),
  /** A heartbeat without the last transaction id. */
  z.strictObject({ kind: z.literal('bare') }),
  z.strictObject({ kind: z.literal('half') }),
  z.strictObject({ kind: z.literal('join') }),
  z.strictObject({ kind: z.literal('skip') }),
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('stall'), ms }),
])
/** What happens at a moment. */
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

/** A name, `orders.*`, or `*` for all of its kind. */
const target = (names: readonly string[]) =>
  z.string().refine((text) => names.some((name) => matches(text, name)), `one of ${names.join(' ')}, or a part and *`)
const often = {
  /** So many are let through first. */
  after: z.int().min(0).default(0),
  /** It happens so often; 0 = without end. */
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

/** Checks a plan; `where` is told in the error. */
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
  /** Adds a plan to what is there; its events are given to `onEvent`. */
  add(more: FaultPlan): void
  clear(): void
  /** All faults of a request, in the order of the rules. Counts. */
  ofCall(label: string): readonly CallFault[]
  /** The fault of a line, the first rule wins; null = none. Counts. */
  ofLine(label: string): LineFault | null
  /** Rules with how often they were met and happened. */
  report(): object
  /** In [0, 1). */
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

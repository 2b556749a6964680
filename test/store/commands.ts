/** Random calls of a store, compared with the model call by call. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { SepError } from '../../model/error-codes.js'
import type { Lease, Store, Write } from '../../store/store.js'
import { Model } from './model.js'

/** What both are; the model answers at once and in text. */
interface Face {
  readonly store: Store
  readonly model: Model
}
type Call = (face: Store) => Promise<unknown>

const TTL = 1_000_000

/** Everything as plain text; leases end at any time, times to live are rounded up to their unit. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, name === 'untilMs' ? '?' : plain(field)]),
    )
  }
  return value
}

const outcome = async (call: () => unknown): Promise<unknown> => {
  try {
    return plain(await call())
  } catch (error) {
    return { refused: (error as SepError).code }
  }
}

class CallCommand implements fc.AsyncCommand<object, Face> {
  private readonly text: string
  private readonly call: Call
  constructor(text: string, call: Call) {
    this.text = text
    this.call = call
  }
  check(): boolean {
    return true
  }
  async run(_: object, { store, model }: Face): Promise<void> {
    const expected = await outcome(() => this.call(model as unknown as Store))
    const found = await outcome(() => this.call(store))
    const rounded = this.text.startsWith('ttlMs') && typeof found === 'number' ? Math.ceil(found / TTL) * TTL : found
    expect(rounded, this.text).toEqual(expected)
  }
  toString(): string {
    return this.text
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd')
const text = fc.constantFrom('', 'x', 'y', 'long text', '\r\n', 'ä')
const field = fc.constantFrom('f', 'g', 'h')
const fields = fc.dictionary(field, text, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
const id = fc.tuple(fc.nat(4), fc.nat(2)).map(([ms, n]) => `${ms}-${n}`)
const score = fc.constantFrom(-1.5, 0, 1, 2, 1e15, 0.1)
const bound = fc.constantFrom(Number.NEGATIVE_INFINITY, -1, 0, 1, 2, Number.POSITIVE_INFINITY)
const ttl = fc.constantFrom({}, { ttlMs: TTL }, { ttlMs: 2 * TTL })
const lease = fc.record<Lease>({
  key: fc.constantFrom('lease', 'a'),
  owner: fc.constantFrom('anna', 'bert'),
  epoch: fc.integer({ min: 1, max: 3 }),
})
const newest = fc.oneof(id, fc.constantFrom(null, '0-0'))
const append = fc.record({ stream: key, id, fields, after: newest }, { requiredKeys: ['stream', 'id', 'fields'] })
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ op: fc.constant('set' as const), key, value: text }).chain((w) => ttl.map((life) => ({ ...w, ...life }))),
  fc.record({ op: fc.constant('delete' as const), key }),
  fc.record({ op: fc.constant('setEach' as const), key: fc.constantFrom('*', 'b', 'c'), value: text }),
  fc.record({ op: fc.constant('hashSet' as const), key, fields }).chain((w) => ttl.map((life) => ({ ...w, ...life }))),
  fc.record({
    op: fc.constant('hashRemove' as const),
    key,
    fields: fc.array(field, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .record({
      op: fc.constant('sortedAdd' as const),
      key,
      members: fc.array(fc.tuple(score, text), { minLength: 1, maxLength: 3 }),
    })
    .chain((w) => ttl.map((life) => ({ ...w, ...life }))),
  fc.record({ op: fc.constant('sortedRemoveByScore' as const), key, from: bound, to: bound }),
  fc.record({ op: fc.constant('append' as const), key, id, fields }),
  fc.record({ op: fc.constant('listPush' as const), key, value: text, keep: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ op: fc.constant('publish' as const), channel: key, message: text }),
)

const of = <T>(name: string, args: fc.Arbitrary<T>, call: (store: Store, args: T) => Promise<unknown>) =>
  args.map((value) => new CallCommand(`${name} ${JSON.stringify(value)}`, (store) => call(store, value)))
const entries = (minLength: number) => fc.array(append, { minLength, maxLength: 3 })
const limit = fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined })
const after = fc.oneof(id, fc.constantFrom('0', '2'))
const conditions = fc.array(fc.tuple(key, fc.option(text)), { maxLength: 2 })
const until = fc.oneof(id, fc.constantFrom('+', '3'))

const command: fc.Arbitrary<fc.AsyncCommand<object, Face>> = fc.oneof(
  { weight: 8, arbitrary: of('write', fc.array(write, { maxLength: 5 }), (s, batch) => s.write(batch)) },
  of('append', fc.tuple(key, id, fields), (s, args) => s.append(...args)),
  of('compareAndSet', fc.tuple(key, fc.option(text), text), (s, args) => s.compareAndSet(...args)),
  of('writeIf', fc.tuple(conditions, fc.array(write, { maxLength: 3 })), (s, args) => s.writeIf(...args)),
  of('values', fc.array(key, { minLength: 1, maxLength: 4 }), (s, keys) => s.values(keys)),
  of('trim', fc.tuple(key, id), (s, args) => s.trim(...args)),
  of('acquireLease', lease, (s, l) => s.acquireLease(l.key, l.owner, TTL)),
  of('renewLease', lease, (s, l) => s.renewLease(l, TTL)),
  of('releaseLease', lease, (s, l) => s.releaseLease(l)),
  { weight: 3, arbitrary: of('claim', fc.tuple(lease, key, field, text, entries(0)), (s, args) => s.claim(...args)) },
  { weight: 2, arbitrary: of('fencedAppend', fc.tuple(lease, entries(1)), (s, args) => s.fencedAppend(...args)) },
  of('get', key, (s, k) => s.get(k)),
  of('hashAll', fc.constantFrom('a', 'b', 'lease'), (s, k) => s.hashAll(k)),
  of('sortedRange', fc.tuple(key, bound, bound, limit), (s, args) => s.sortedRange(...args)),
  of('listRange', key, (s, k) => s.listRange(k)),
  of('range', fc.tuple(key, after, until, limit), (s, args) => s.range(...args)),
  of('sortedBack', fc.tuple(key, bound, fc.nat(2), fc.integer({ min: 1, max: 3 })), (s, args) => s.sortedBack(...args)),
  of('rangeBack', fc.tuple(key, fc.oneof(id, fc.constantFrom('+', '2')), fc.integer({ min: 1, max: 3 })), (s, args) =>
    s.rangeBack(...args),
  ),
  of('tail', fc.tuple(key, after), (s, args) => s.tail(...args, 0)),
  of('lastId', key, (s, k) => s.lastId(k)),
  of('length', key, (s, k) => s.length(k)),
  of('ttlMs', key, (s, k) => s.ttlMs(k)),
  of('keys', fc.constant('*'), (s, pattern) => s.keys(pattern)),
)

/** Random runs of up to 40 calls on a store of our own. */
export const agreesWithModel = (store: Store, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.commands([command], { maxCommands: 40, size: 'max' }), async (commands) => {
      await store.write((await store.keys('*')).map((name) => ({ op: 'delete', key: name })))
      await fc.asyncModelRun(() => ({ model: {}, real: { store, model: new Model() } }), commands)
    }),
    { numRuns },
  )

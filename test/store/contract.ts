/** What every store must do: one suite, run on each adapter. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Lease, Store, StreamEntry, Write } from '../../store/store.js'
import { agreesWithModel } from './commands.js'
import { eventually } from '../support/store-server.js'

const LEASE = 'ops:lease:{a}'
const CLAIMS = 'sep:claims:{a}'
const ORDERS = 'sep:stream:{a}:order'
const DECISIONS = 'sep:stream:{a}:decision'

const text = (bytes: Uint8Array | null | undefined) => bytes && Buffer.from(bytes).toString()
const ids = (entries: readonly StreamEntry[]) => entries.map(({ id }) => id)
const refused = expect.objectContaining({ code: 'store-refused' }) as Error
const unavailable = expect.objectContaining({ code: 'store-unavailable' }) as Error

/** `open` gives another store on the same data; `numRuns` = random runs against the model. */
export const storeContract = (name: string, open: () => Promise<Store>, numRuns: number): void => {
  describe(`store contract: ${name}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await open()
    })
    beforeEach(async () => store.write((await store.keys('*')).map((key) => ({ op: 'delete', key }))))
    afterAll(() => store.close())
    const lease = async (owner = 'anna', ttlMs = 60_000): Promise<Lease> => {
      const taken = await store.acquireLease(LEASE, owner, ttlMs)
      if (!taken) throw new Error('lease is held')
      return taken
    }

    test('random calls answer as the model does', () => agreesWithModel(store, numRuns))

    test('bytes come back as they went in, under any field name', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
      const fields = JSON.parse('{"__proto__":"p","constructor":"c","":"empty name"}') as Record<string, string>
      await store.write([
        { op: 'set', key: 'value', value: bytes },
        { op: 'hashSet', key: 'hash', fields: { ...fields, bytes } },
        { op: 'append', key: 'stream', id: '1-0', fields: { ...fields, bytes } },
        { op: 'sortedAdd', key: 'sorted', members: [[0.1, bytes]] },
        { op: 'listPush', key: 'list', value: bytes, keep: 1 },
      ])
      expect(await store.get('value')).toEqual(bytes)
      expect((await store.hashAll('hash'))['bytes']).toEqual(bytes)
      expect(Object.keys(await store.hashAll('hash')).sort()).toEqual(
        ['', ...Object.keys(fields), 'bytes'].sort().filter((f, i, all) => all.indexOf(f) === i),
      )
      expect((await store.range('stream', '0'))[0]?.fields['bytes']).toEqual(bytes)
      expect(text((await store.range('stream', '0'))[0]?.fields['constructor'])).toBe('c')
      expect(await store.sortedRange('sorted', 0.1, 0.1)).toEqual([[0.1, bytes]])
      expect(await store.listRange('list')).toEqual([bytes])
    })

    test('the caller cannot change what was written or read', async () => {
      const bytes = new Uint8Array([1, 2, 3])
      const written = store.write([{ op: 'set', key: 'value', value: bytes }])
      await written
      bytes[0] = 9
      const read = await store.get('value')
      read?.fill(7)
      expect(await store.get('value')).toEqual(new Uint8Array([1, 2, 3]))
    })

    test('a batch is done whole or not at all, even where it fails halfway', async () => {
      await store.write([
        { op: 'listPush', key: 'list', value: 'x', keep: 9 },
        { op: 'append', key: 'stream', id: '5-0', fields: { a: '1' } },
      ])
      const before = await Promise.all((await store.keys('*')).map((key) => store.ttlMs(key)))
      const fine: Write[] = [
        { op: 'set', key: 'new', value: '1' },
        { op: 'hashSet', key: 'hash', fields: { f: '1' } },
        { op: 'append', key: 'stream', id: '6-0', fields: { a: '1' } },
      ]
      const bad: Write[] = [
        { op: 'hashSet', key: 'list', fields: { f: '1' } },
        { op: 'append', key: 'list', id: '1-0', fields: { f: '1' } },
        { op: 'sortedAdd', key: 'stream', members: [[1, 'm']] },
        { op: 'append', key: 'stream', id: '5-0', fields: { a: '2' } },
        { op: 'append', key: 'stream', id: '6-0', fields: { a: '2' } },
        { op: 'listPush', key: 'hash', value: 'x', keep: 1 },
      ]
      for (const write of bad) await expect(store.write([...fine, write])).rejects.toEqual(refused)
      expect(await store.keys('*')).toEqual(['list', 'stream'])
      expect(await store.lastId('stream')).toBe('5-0')
      expect(await Promise.all((await store.keys('*')).map((key) => store.ttlMs(key)))).toEqual(before)
    })

    test('a batch may hold ten thousand members and two thousand fields', async () => {
      const members = Array.from({ length: 10_000 }, (_, i) => [i, `m${i}`] as const)
      const fields = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`f${i}`, 'x']))
      await store.write([
        { op: 'sortedAdd', key: 'sorted', members },
        { op: 'hashSet', key: 'hash', fields },
        { op: 'append', key: 'stream', id: '1-0', fields },
      ])
      expect(await store.sortedRange('sorted', 4998, 5001)).toHaveLength(4)
      expect(await store.sortedRange('sorted', 0, 1e9)).toHaveLength(10_000)
      expect(Object.keys(await store.hashAll('hash'))).toHaveLength(2000)
      expect(Object.keys((await store.range('stream', '0'))[0]?.fields ?? {})).toHaveLength(2000)
    })

    test.each([
      ['an id without a number', { op: 'append', key: 's', id: '5-*', fields: { a: '1' } }],
      ['an id beyond 2^53', { op: 'append', key: 's', id: '9007199254740993-0', fields: { a: '1' } }],
      ['no fields', { op: 'append', key: 's', id: '5-0', fields: {} }],
      ['a score that is no number', { op: 'sortedAdd', key: 's', members: [[Number.NaN, 'm']] }],
      ['no fields to remove', { op: 'hashRemove', key: 's', fields: [] }],
      ['no time to live', { op: 'set', key: 's', value: 'x', ttlMs: 0 }],
      ['a list that keeps nothing', { op: 'listPush', key: 's', value: 'x', keep: 0 }],
    ] as [string, Write][])('%s is a bug of the caller', async (_, write) => {
      await expect(store.write([write])).rejects.toThrow('assertion failed')
      expect(await store.keys('*')).toEqual([])
    })

    test('names: a star matches anything, everything else itself', async () => {
      const names = ['a:1', 'a:2', 'b:1', 'a?1', 'a[1]', 'q:{x}:1', 'back\\slash']
      await store.write(names.map((key) => ({ op: 'set', key, value: 'x' })))
      expect(await store.keys('a:*')).toEqual(['a:1', 'a:2'])
      expect(await store.keys('a?1')).toEqual(['a?1'])
      expect(await store.keys('a[1]')).toEqual(['a[1]'])
      expect(await store.keys('*{x}*')).toEqual(['q:{x}:1'])
      expect(await store.keys('back\\*')).toEqual(['back\\slash'])
    })

    test('a value with a time to live is gone after it', async () => {
      await store.write([
        { op: 'set', key: 'short', value: 'x', ttlMs: 1 },
        { op: 'hashSet', key: 'hash', fields: { f: '1' }, ttlMs: 1 },
        { op: 'set', key: 'long', value: 'x', ttlMs: 60_000 },
      ])
      await eventually(async () => (await store.keys('*')).length === 1)
      expect(await store.get('short')).toBeNull()
      expect(await store.hashAll('hash')).toEqual({})
      expect(await store.ttlMs('short')).toBeUndefined()
      expect(await store.ttlMs('long')).toBeGreaterThan(0)
    })

    test('lease: one owner, epochs only grow, an old holder cannot write', async () => {
      const anna = await lease('anna')
      expect(anna.epoch).toBe(1)
      expect(await store.acquireLease(LEASE, 'bert', 60_000)).toBeNull()
      expect(await store.renewLease(anna, 60_000)).toBe(true)
      expect(await store.fencedAppend(anna, [{ stream: ORDERS, id: '1-0', fields: { by: 'anna' } }])).toBe('ok')

      const again = await lease('anna')
      expect(again.epoch).toBe(2)
      expect(await store.renewLease(anna, 60_000)).toBe(false)

      await store.releaseLease(anna)
      expect(await store.acquireLease(LEASE, 'bert', 60_000), 'an old lease frees nothing').toBeNull()
      await store.releaseLease(again)
      expect(await store.renewLease(again, 60_000)).toBe(false)
      expect((await lease('bert')).epoch).toBe(3)
      expect(await store.fencedAppend(again, [{ stream: ORDERS, id: '2-0', fields: { by: 'anna' } }])).toBe(
        'stale-epoch',
      )
      expect(ids(await store.range(ORDERS, '0'))).toEqual(['1-0'])
      expect(await store.ttlMs(LEASE), 'the epoch never expires').toBeNull()
    })

    test('lease: an expired one is still ours until another takes it, and then every write of ours is stale', async () => {
      const anna = await lease('anna', 1)
      const bert = await eventually(() => store.acquireLease(LEASE, 'bert', 60_000))
      expect(bert.epoch).toBe(2)
      const entry = { stream: ORDERS, id: '1-0', fields: { f: 'x' } }
      expect(await store.claim(anna, CLAIMS, 'd1', 'buy', [entry])).toBe('stale-epoch')
      expect(await store.fencedAppend(anna, [entry])).toBe('stale-epoch')
      expect(await store.renewLease(anna, 60_000)).toBe(false)
      expect(await store.keys('sep:*')).toEqual([])
      expect(await store.claim(bert, CLAIMS, 'd1', 'buy', [entry])).toBe('ok')
    })

    test('claim: once, with one content, and all entries or none', async () => {
      const anna = await lease()
      const intent = (id: string) => [
        { stream: DECISIONS, id, fields: { what: 'decision' } },
        { stream: ORDERS, id, fields: { what: 'intent' } },
      ]
      const rows: [string, string, string, string][] = [
        // decision, content, entries' id, answer
        ['d1', 'buy 100', '1-0', 'ok'],
        ['d1', 'buy 100', '2-0', 'duplicate'],
        ['d1', 'sell 100', '2-0', 'conflict'],
        ['d2', 'sell 100', '2-0', 'ok'],
      ]
      for (const [id, content, entry, answer] of rows) {
        expect(await store.claim(anna, CLAIMS, id, content, intent(entry)), `${id} ${content}`).toBe(answer)
      }
      await expect(store.claim(anna, CLAIMS, 'd3', 'x', intent('2-0'))).rejects.toEqual(refused)
      await store.write([{ op: 'set', key: 'text', value: 'x' }])
      await expect(store.claim(anna, 'text', 'd4', 'x', intent('9-0'))).rejects.toEqual(refused)
      await expect(
        store.claim(anna, CLAIMS, 'd5', 'x', [...intent('9-0'), { stream: 'text', id: '9-0', fields: { f: 'x' } }]),
      ).rejects.toEqual(refused)
      expect(Object.keys(await store.hashAll(CLAIMS)).sort()).toEqual(['d1', 'd2'])
      expect(text((await store.hashAll(CLAIMS))['d1'])).toBe('buy 100')
      expect(ids(await store.range(ORDERS, '0'))).toEqual(['1-0', '2-0'])
      expect(ids(await store.range(DECISIONS, '0'))).toEqual(['1-0', '2-0'])
    })

    test('of many concurrent claims of a decision, one wins', async () => {
      const other = await open()
      try {
        const anna = await lease()
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            (i % 2 ? store : other).claim(anna, CLAIMS, 'd1', 'buy', [
              { stream: ORDERS, id: `${i + 1}-0`, fields: { i: `${i}` } },
            ]),
          ),
        )
        expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1)
        expect(answers.filter((answer) => answer === 'duplicate')).toHaveLength(19)
        expect(await store.length(ORDERS)).toBe(1)
      } finally {
        await other.close()
      }
    })

    test('fenced append: an existing id writes nothing of the batch', async () => {
      const anna = await lease()
      const entry = (stream: string, id: string) => ({ stream, id, fields: { f: 'x' } })
      expect(await store.fencedAppend(anna, [entry('s', '1-0'), entry('t', '1-0')])).toBe('ok')
      expect(await store.fencedAppend(anna, [entry('t', '2-0'), entry('s', '1-0')])).toBe('duplicate')
      expect(await store.lastId('t')).toBe('1-0')
    })

    test('fenced append after an entry: only where that one is the newest, and all or nothing', async () => {
      const anna = await lease()
      const entry = (stream: string, id: string, after?: string | null) => ({
        stream,
        id,
        fields: { f: id },
        ...(after === undefined ? {} : { after }),
      })
      const rows: [ReturnType<typeof entry>[], string][] = [
        [[entry('s', '1-0', '0-1')], 'moved'],
        [[entry('s', '1-0', null)], 'ok'],
        // The same again, as after a lost answer: it is there.
        [[entry('s', '1-0', null)], 'duplicate'],
        [[entry('s', '2-0', null)], 'moved'],
        [[entry('s', '2-0', '0-0')], 'moved'],
        [[entry('t', '1-0'), entry('s', '2-0', '1-1')], 'moved'],
        [[entry('t', '1-0', '0-0'), entry('s', '2-0', '1-0'), entry('s', '3-0', '2-0')], 'ok'],
        [[entry('t', '2-0', '1-0'), entry('s', '4-0', '2-0')], 'moved'],
        [[entry('s', '4-0', '9-0')], 'moved'],
      ]
      for (const [appends, answer] of rows)
        expect(await store.fencedAppend(anna, appends), JSON.stringify(appends)).toBe(answer)
      expect([ids(await store.range('s', '0')), ids(await store.range('t', '0'))]).toEqual([
        ['1-0', '2-0', '3-0'],
        ['1-0'],
      ])
      await store.trim('s', '9-0')
      expect(await store.fencedAppend(anna, [entry('s', '4-0', null)]), 'what was trimmed was there').toBe('moved')
      expect(await store.fencedAppend(anna, [entry('s', '4-0', '3-0')])).toBe('ok')
      const stale = { ...anna, epoch: anna.epoch + 1 }
      expect(await store.fencedAppend(stale, [entry('s', '5-0', '1-0')]), 'the fence first').toBe('stale-epoch')
      expect(await store.claim(anna, CLAIMS, 'd1', 'buy', [entry('s', '5-0', '3-0')])).toBe('moved')
      expect(await store.hashAll(CLAIMS)).toEqual({})
      await expect(store.fencedAppend(anna, [entry('s', '6-0', 'x')])).rejects.toThrow('assertion failed')
    })

    test('fields of a hash can be removed; without fields it is gone', async () => {
      await store.write([{ op: 'hashSet', key: 'h', fields: { a: '1', b: '2', c: '3' }, ttlMs: 60_000 }])
      await store.write([{ op: 'hashRemove', key: 'h', fields: ['a', 'nothing', 'c'] }])
      expect(Object.keys(await store.hashAll('h'))).toEqual(['b'])
      expect(await store.ttlMs('h')).toBeGreaterThan(0)
      await store.write([{ op: 'hashRemove', key: 'h', fields: ['b'] }])
      expect(await store.keys('*')).toEqual([])
      await store.write([{ op: 'hashRemove', key: 'h', fields: ['b'] }])
      await store.write([{ op: 'set', key: 'text', value: 'x' }])
      const bad: Write = { op: 'hashRemove', key: 'text', fields: ['b'] }
      await expect(store.write([{ op: 'set', key: 'new', value: 'x' }, bad])).rejects.toEqual(refused)
      expect(await store.keys('*')).toEqual(['text'])
      const many = Array.from({ length: 2000 }, (_, i) => `f${i}`)
      await store.write([{ op: 'hashSet', key: 'h', fields: Object.fromEntries(many.map((name) => [name, 'x'])) }])
      await store.write([{ op: 'hashRemove', key: 'h', fields: many.slice(1) }])
      expect(Object.keys(await store.hashAll('h'))).toEqual(['f0'])
    })

    test('trimming keeps the last id, so that an old entry cannot come back', async () => {
      for (const id of ['1-0', '2-0', '3-0']) await store.append('s', id, { f: 'x' })
      expect(await store.trim('s', '3-0')).toBe(2)
      expect(await store.trim('s', '9-0')).toBe(1)
      expect(await store.length('s')).toBe(0)
      expect(await store.lastId('s')).toBe('3-0')
      expect(await store.append('s', '3-0', { f: 'x' })).toBe(false)
      expect(await store.trim('nothing', '9-0')).toBe(0)
    })

    test('tail: existing entries at once, new ones as they come, nothing after the wait', async () => {
      await store.append('s', '1-0', { f: 'x' })
      expect(ids(await store.tail('s', '0', 60_000))).toEqual(['1-0'])
      const next = store.tail('s', '1-0', 60_000)
      const onOther = store.tail('not yet', '0', 60_000)
      await store.append('s', '2-0', { f: 'x' })
      await store.append('not yet', '1-0', { f: 'x' })
      expect(ids(await next)).toEqual(['2-0'])
      expect(ids(await onOther)).toEqual(['1-0'])
      expect(await store.tail('s', '2-0', 1)).toEqual([])
      expect(await store.tail('s', '2-0', 0)).toEqual([])
    })

    test('tail: an abort ends the wait with nothing, and reads go on meanwhile', async () => {
      const stop = new AbortController()
      const waiting = store.tail('s', '0', 60_000, stop.signal)
      expect(await store.get('x')).toBeNull()
      stop.abort()
      expect(await waiting).toEqual([])
      expect(await store.tail('s', '0', 60_000, stop.signal)).toEqual([])
      await store.append('s', '1-0', { f: 'x' })
      expect(ids(await store.tail('s', '0', 60_000))).toEqual(['1-0'])
    })

    test('messages reach each subscriber until it leaves', async () => {
      const stop = new AbortController()
      const anna: string[] = []
      const bert: string[] = []
      await store.subscribe('news', (message) => anna.push(message), stop.signal)
      await store.subscribe('news', (message) => bert.push(message), new AbortController().signal)
      await store.write([
        { op: 'publish', channel: 'news', message: 'one' },
        { op: 'publish', channel: 'other', message: 'no' },
      ])
      await eventually(async () => anna.length === 1 && bert.length === 1)
      stop.abort()
      await store.write([{ op: 'publish', channel: 'news', message: 'two' }])
      await eventually(async () => bert.length === 2)
      expect([anna, bert]).toEqual([['one'], ['one', 'two']])
    })

    test('a batch that is refused publishes nothing', async () => {
      const got: string[] = []
      await store.subscribe('news', (message) => got.push(message), new AbortController().signal)
      await store.write([{ op: 'set', key: 'text', value: 'x' }])
      const bad: Write = { op: 'listPush', key: 'text', value: 'x', keep: 1 }
      await expect(store.write([{ op: 'publish', channel: 'news', message: 'bad' }, bad])).rejects.toEqual(refused)
      await store.write([{ op: 'publish', channel: 'news', message: 'good' }])
      await eventually(async () => got.length > 0)
      expect(got).toEqual(['good'])
    })

    test('a closed store rejects, even waiting calls; it may be closed twice', async () => {
      const other = await open()
      const waiting = other.tail('never', '0', 60_000)
      await other.get('x')
      const ended = expect(waiting).rejects.toEqual(unavailable)
      await other.close()
      await other.close()
      await ended
      await expect(other.get('x')).rejects.toEqual(unavailable)
      await expect(other.append('s', '1-0', { f: 'x' })).rejects.toEqual(unavailable)
      await expect(other.flush(100)).rejects.toEqual(unavailable)
      await expect(other.tail('s', '0', 1)).rejects.toEqual(unavailable)
      await expect(other.subscribe('c', () => undefined, new AbortController().signal)).rejects.toEqual(unavailable)
      expect(await store.get('x'), 'the others go on').toBeNull()
    })
  })
}

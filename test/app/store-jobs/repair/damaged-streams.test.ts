/** Damage in any durable stream is one sentence: which stream, which entry, what is wrong, and the command that goes on. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkStreams } from '../../../../app/store-jobs/repair/check-streams.js'
import { setAside } from '../../../../app/store-jobs/repair/set-aside.js'
import { streamKeyOf, type StreamName, streamNameOf } from '../../../../app/store-jobs/repair/streams-of.js'
import type { Store, StreamEntry } from '../../../../store/store.js'
import { DURABLE_STREAMS } from '../../../../streams/damage.js'
import { testClock } from '../../../support/test-clock.js'
import { ACCOUNT, accountStore, PART, withStream } from './account-streams.js'

const NAMES = [...Object.keys(DURABLE_STREAMS), `edge:${PART}`] as readonly StreamName[]
let store: Store
beforeAll(async () => {
  store = await accountStore()
})

const faultOf = async (changed: Store, stream: StreamName): Promise<string | null> => {
  const checks = await checkStreams(changed, ACCOUNT)
  return checks.find((check) => check.stream === stream)?.fault ?? null
}

type Change = (entries: readonly StreamEntry[]) => readonly StreamEntry[] | null
const AT = 2
const changed =
  (change: (entry: StreamEntry) => StreamEntry | null): Change =>
  (entries) =>
    entries.flatMap((entry, n) => (n === AT ? (change(entry) ?? []) : entry))
const withField = (name: (entry: StreamEntry) => string, to: (bytes: Uint8Array) => Uint8Array | undefined): Change =>
  changed((entry) => {
    const { [name(entry)]: bytes = new Uint8Array(0), ...rest } = entry.fields
    const value = to(bytes)
    return { ...entry, fields: value ? { ...rest, [name(entry)]: value } : rest }
  })
/** The field that holds the most. */
const largest = ({ fields }: StreamEntry): string =>
  Object.entries(fields).reduce((a, b) => (b[1].length > a[1].length ? b : a))[0]
const flipped = (bytes: Uint8Array, at = bytes.length >> 1, bit = 0): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte))

const DAMAGE: Readonly<Record<string, Change>> = {
  'a flipped byte': withField(largest, (bytes) => flipped(bytes)),
  'a missing field': withField(largest, () => undefined),
  'another id': changed((entry) => ({ ...entry, id: `${entry.id.split('-')[0]}-7` })),
  'no entry': changed(() => null),
  'no last entry': (entries) => entries.slice(0, -1),
  'no entries': () => [],
  'no stream': () => null,
}

const WRONG = /damaged|missing|(is|are) gone|does not follow|holds|another id|start record/

/** What cannot be seen, or needs no command. */
const UNSEEN: readonly string[] = [
  // The end may not have been written, and an account in parts has starts that its journal does not name.
  ...['no entry', 'no last entry', 'no entries', 'no stream', 'another id'].map((what) => `decision: ${what}`),
  // A lost end is what a torn file leaves: transactions are read again, orders are in doubt.
  ...['ledger: no last entry', 'order: no last entry', 'ledger: no entries'],
  ...['control', 'execution', 'revision', `edge:${PART}`].flatMap((stream) =>
    ['no last entry', 'no entries', 'no stream'].map((what) => `${stream}: ${what}`),
  ),
  ...['control: no entry', 'revision: no entry', `edge:${PART}: no entry`],
  // All entries may have been trimmed.
  'order: no entries',
]

describe.each(NAMES)('%s', (stream) => {
  test('is whole as it was written', async () => {
    expect(await faultOf(store, stream)).toBeNull()
  })

  test.each(Object.keys(DAMAGE))('%s', async (what) => {
    const fault = await faultOf(await withStream(store, stream, DAMAGE[what]!), stream)
    if (UNSEEN.includes(`${stream}: ${what}`)) return expect(fault).toBeNull()
    expect(fault).toMatch(WRONG)
    if (stream === 'control') return expect(fault).toMatch(/^control request \d+-\d+: .*: it is not obeyed$/)
    const title = stream.startsWith('edge:') ? `edge ${PART}` : DURABLE_STREAMS[stream as 'order'].title
    expect(fault).toContain(title)
    expect(fault).toContain(`sep store set-aside ${stream} --account ${ACCOUNT}`)
    if (what !== 'no stream' && what !== 'no entries' && !(stream === 'order' && what === 'no entry'))
      expect(fault).toMatch(/entry \d+-\d+:/)
    expect(fault?.split('\n')).toHaveLength(1)
  })
})

describe('the decisions of one process', () => {
  const withDecisions = async (change: Change) =>
    faultOf(await withStream(await accountStore({ part: false }), 'decision', change), 'decision')

  test.each([
    ['all there', (all) => all, null],
    ['one gone', (all) => all.filter((_, n) => n !== 2), 2],
    ['two gone', (all) => all.filter((_, n) => n !== 3 && n !== 4), 3],
    [
      'one at another time',
      (all) => all.map((one, n) => (n === 2 ? { ...one, id: `${Number(one.id.split('-')[0]) + 7}-0` } : one)),
      2,
    ],
    ['the first gone: trimmed', (all) => all.slice(1), null],
    ['the last two gone: not yet written', (all) => all.slice(0, -2), null],
  ] as readonly (readonly [string, Change, number | null])[])('%s', async (_, change, lost) => {
    const ids = (await store.range(streamKeyOf('decision', ACCOUNT), '0')).map(({ id }) => id)
    const fault = await withDecisions(change)
    if (lost === null) return expect(fault).toBeNull()
    expect(fault).toMatch(`entry ${ids[lost]}: is gone, the same process wrote those around it; `)
    expect(fault).toContain(`sep store set-aside decision --account ${ACCOUNT}`)
  })
})

test('any damage of any entry is a sentence, never an error of ours', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...NAMES),
      fc.nat(),
      fc.constantFrom('flip', 'cut', 'empty', 'drop field', 'rename', 'noise', 'drop sum'),
      fc.nat(),
      fc.nat(7),
      async (stream, n, how, where, bit) => {
        const damaged = await withStream(store, stream, (entries) =>
          entries.map((entry, i) => {
            if (i !== n % entries.length) return entry
            const names = Object.keys(entry.fields)
            const name = names[where % names.length]!
            const { [name]: bytes = new Uint8Array(0), sum, ...rest } = { ...entry.fields }
            const all = sum && name !== 'sum' ? { ...rest, sum } : rest
            const at = where % Math.max(1, bytes.length)
            if (how === 'flip') return { ...entry, fields: { ...all, [name]: flipped(bytes, at, bit) } }
            if (how === 'cut') return { ...entry, fields: { ...all, [name]: bytes.slice(0, at) } }
            if (how === 'empty') return { ...entry, fields: { ...all, [name]: new Uint8Array(0) } }
            if (how === 'rename') return { ...entry, fields: { ...all, other: bytes } }
            if (how === 'noise') return { ...entry, fields: { ...all, [name]: Uint8Array.of(where, bit, 255) } }
            if (how === 'drop sum')
              return { ...entry, fields: { ...rest, ...(name === 'sum' ? {} : { [name]: bytes }) } }
            return { ...entry, fields: all }
          }),
        )
        const fault = await faultOf(damaged, stream)
        expect(fault ?? 'whole').not.toMatch(/ at .*\.js|SyntaxError|undefined/)
      },
    ),
    { numRuns: 300 },
  )
})

test('entries of versions without sums are read, until the first that has one', async () => {
  const bare = (entry: StreamEntry): StreamEntry => {
    const { sum: _, ...fields } = entry.fields
    return { ...entry, fields }
  }
  const until = (last: number) =>
    withStream(store, 'ledger', (all) => all.map((one, n) => (n < last ? bare(one) : one)))
  for (const last of [1, 3, 99]) expect(await faultOf(await until(last), 'ledger')).toBeNull()
  const later = await withStream(store, 'ledger', (all) => all.map((one, n) => (n === 3 ? bare(one) : one)))
  expect(await faultOf(later, 'ledger')).toContain('entry 13-0: damaged, its sum is missing')
})

test('an unknown kind is named', async () => {
  const noSum = await withStream(store, 'order', (all) =>
    all.map(({ id, fields: { sum: _, ...fields } }, n) => ({
      id,
      fields: n === 1 ? { ...fields, kind: new TextEncoder().encode('later') } : fields,
    })),
  )
  expect(await faultOf(noSum, 'order')).toContain('its kind is "later", known are sent and outcome')
})

describe('set aside', () => {
  const clock = testClock(1_800_000_000_000)

  test.each(NAMES)('%s: the copy has its entries, and no later entry gets an id that was there', async (stream) => {
    const fresh = await accountStore()
    const key = streamKeyOf(stream, ACCOUNT)
    const [before, lastId] = [await fresh.range(key, '0'), await fresh.lastId(key)]
    const { entries, to } = await setAside(fresh, ACCOUNT, stream, clock)
    expect([entries, await fresh.range(to, '0')]).toEqual([before.length, before])
    expect(await fresh.length(key)).toBe(stream === 'execution' ? 1 : 0)
    if (stream !== 'ledger' && !stream.startsWith('edge:') && stream !== 'execution')
      expect(await fresh.lastId(key)).toBe(lastId)
    // Trimming has no gap that a check would name; a ledger that is gone is one.
    if (stream !== 'slice' && stream !== 'ledger' && stream !== 'order') expect(await faultOf(fresh, stream)).toBeNull()
  })

  test('not while a pipeline runs, and not what is not there', async () => {
    const fresh = await accountStore()
    const lease = await fresh.acquireLease(`ops:lease:{${ACCOUNT}}`, 'live', 60_000)
    await expect(setAside(fresh, ACCOUNT, 'ledger', clock)).rejects.toThrow('a running pipeline holds ops:lease')
    await fresh.releaseLease(lease!)
    await expect(setAside(fresh, ACCOUNT, 'edge:gates..allocate', clock)).rejects.toThrow('has no stream edge:gates')
    expect(() => streamNameOf('orders')).toThrow('orders is no stream: slice, decision, order, ledger, control')
  })
})

test('a value in the place of a stream is named, and the other streams are checked all the same', async () => {
  const fresh = await accountStore()
  const key = streamKeyOf('order', ACCOUNT)
  await fresh.write([
    { op: 'delete', key },
    { op: 'set', key, value: 'x' },
  ])
  expect(await faultOf(fresh, 'order')).toBe(`store: ${key} holds another kind of value, not a stream`)
  expect(await faultOf(fresh, 'slice')).toBeNull()
})

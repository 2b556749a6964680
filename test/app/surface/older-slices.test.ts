/** Slices beyond memory: explained from the journal as the graph made them, by time or by the order that they decided. */
import { beforeAll, expect, test } from 'vitest'
import { accountLedger } from '../../../api/model/ledger/account-ledger.js'
import type { ExplainedBody, Model } from '../../../api/model/model.js'
import { ApiError } from '../../../api/routes/api-error.js'
import { explanationOf } from '../../../api/routes/explanation-of.js'
import { explainedSlice } from '../../../app/replay/explained-slice.js'
import { journalNeighbours, olderSlices, olderSlicesApart } from '../../../app/surface/older-slices.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'
import { ACCOUNT, graphOf, type Recording, recording } from '../../support/recorded-journal.js'
import { addOrders, instrumentOf, START_MS } from '../../support/ledger/made-ledger.js'

const { signal } = new AbortController()
let run: Recording
let firstMs = 0
const older = () => olderSlices({ store: run.store, account: ACCOUNT, graphOf })
beforeAll(async () => {
  run = recording({ minutes: 300 })
  firstMs = run.series[0]!.tMs[0]! + MINUTE_MS
  await run.live()
  await addOrders(run.store, 'other', 40)
})

test.each`
  minutes   | of     | why
  ${200}    | ${200} | ${'the very time'}
  ${200.99} | ${200} | ${'within the minute after it'}
  ${0}      | ${0}   | ${'the first'}
  ${299}    | ${299} | ${'the newest'}
`('minute $minutes is explained by slice $of: $why', async ({ minutes, of }: { minutes: number; of: number }) => {
  const at = (minute: number) => (minute < 0 || minute > 299 ? null : firstMs + minute * MINUTE_MS)
  const found = await older()('EUR_USD', Math.floor(firstMs + minutes * MINUTE_MS), signal)
  expect(found).toMatchObject({ sliceMs: at(of), previousMs: at(of - 1), nextMs: at(of + 1) })
  const told = await explainedSlice({
    store: run.store,
    account: ACCOUNT,
    graphOf,
    instrument: 'EUR_USD',
    tsMs: at(of)!,
  })
  expect([found.verdict, found.steps.length, found.guards.length]).toEqual([
    told.verdict,
    told.steps.length,
    told.guards.length,
  ])
  expect(found.guards.length).toBeGreaterThan(5)
})

test('in a process of its own: the same, asked as sep replay is', async () => {
  const asked: string[] = []
  const apart = olderSlicesApart({
    ...{ store: run.store, account: ACCOUNT, args: ['--store', 'x'], env: {} },
    command: async (args) => {
      asked.push(args.join(' '))
      const [time, instrument] = args[2]!.split(',')
      const slice = { tsMs: Date.parse(time!), instrument: instrument! }
      return JSON.parse(JSON.stringify(await explainedSlice({ store: run.store, account: ACCOUNT, graphOf, ...slice })))
    },
  })
  const tsMs = firstMs + 120 * MINUTE_MS
  const twice = [await apart('EUR_USD', tsMs, signal), await apart('EUR_USD', tsMs + 1, signal)]
  // What was answered once is not computed again.
  expect(asked).toEqual([`replay --explain ${new Date(tsMs).toISOString()},EUR_USD --store x`])
  for (const one of twice) expect(one).toEqual(await older()('EUR_USD', tsMs, signal))
})

const modelOf = (more: Partial<Model>): Model => {
  const frames = {
    tsMs: () => firstMs + 299 * MINUTE_MS,
    orders: () => [],
    explain: (_: string, tsMs: number) => {
      throw new ApiError('not-kept', `memory has no ${tsMs}`)
    },
  }
  return { account: ACCOUNT, frames, ...more } as Partial<Record<keyof Model, unknown>> as Model
}

test('an order is found by its id in the ledger of the store', async () => {
  const ledger = accountLedger(run.store, 'other')
  const seen: [string, number][] = []
  const explainOlder = (instrument: string, tsMs: number) => {
    seen.push([instrument, tsMs])
    return Promise.resolve({ verdict: 'found' } as ExplainedBody)
  }
  const model = modelOf({ ledger, explainOlder })
  const explain = (instrument: string, order: string) => explanationOf(model, { instrument, order }, signal)
  expect(START_MS).toBeGreaterThan(firstMs + 299 * MINUTE_MS)
  await expect(explain(instrumentOf(17), 'sep-17')).rejects.toMatchObject({
    code: 'not-kept',
    message: `memory has no ${START_MS + 17 * MINUTE_MS}`,
  })
  const late = { ...model, frames: { ...model.frames, tsMs: () => START_MS + 99 * MINUTE_MS } }
  await explanationOf(late, { instrument: instrumentOf(17), order: 'sep-17' }, signal)
  expect(seen).toEqual([[instrumentOf(17), START_MS + 17 * MINUTE_MS]])
  await expect(explain(instrumentOf(19), 'sep-17')).rejects.toMatchObject({
    code: 'not-found',
    message: `order sep-17 is one of ${instrumentOf(17)}`,
  })
  await expect(explain('EUR_USD', 'sep-99')).rejects.toMatchObject({
    code: 'not-kept',
    message: expect.stringMatching(/seven days/) as string,
  })
})

test.each`
  memory         | of     | found          | why
  ${[null, 41]}  | ${40}  | ${[39, 41]}    | ${'the oldest in memory: the journal goes on'}
  ${[12, 90]}    | ${40}  | ${[39, 41]}    | ${'kept for its order: memory has forgotten those next to it'}
  ${[39, 41]}    | ${40}  | ${[39, 41]}    | ${'memory has both'}
  ${[null, 1]}   | ${0}   | ${[null, 1]}   | ${'the first of the journal too'}
  ${[297, 300]}  | ${299} | ${[298, 300]}  | ${'the journal is behind memory'}
  ${[250, null]} | ${299} | ${[250, null]} | ${'the newest: nothing lies between the newest two, as over a weekend'}
`('slice $of with $memory in memory has $found next to it: $why', async ({ memory, of, found }: NeighbourRow) => {
  const at = (minute: number | null) => (minute === null ? null : firstMs + minute * MINUTE_MS)
  const [previousMs, nextMs] = memory.map(at)
  const frames = { explain: () => ({ sliceMs: at(of), previousMs, nextMs }) }
  const asked = (more: object) => {
    const model = { ...modelOf({}), frames, ...more } as Partial<Record<keyof Model, unknown>> as Model
    return explanationOf(model, { instrument: 'EUR_USD', tsMs: at(of)! }, signal)
  }
  const slicesNextTo = journalNeighbours({ store: run.store, account: ACCOUNT })
  expect(await asked({ slicesNextTo })).toMatchObject({ previousMs: at(found[0]), nextMs: at(found[1]) })
  const away = () => Promise.reject(new SepError('store-unavailable', 'no answer'))
  for (const one of [{}, { slicesNextTo: away }]) expect(await asked(one)).toMatchObject({ previousMs, nextMs })
})

interface NeighbourRow {
  readonly memory: readonly [number | null, number | null]
  readonly of: number
  readonly found: readonly [number | null, number | null]
}

test('what the journal no longer holds names how long it is kept, and how far back it goes', async () => {
  const before = older()('EUR_USD', firstMs - MINUTE_MS, signal)
  await expect(before).rejects.toMatchObject({
    code: 'not-kept',
    message: expect.stringMatching(
      /is no longer kept: the journal of account \S+ goes back to \S+; it keeps 7 days$/,
    ) as string,
  })
  await expect(older()('EUR_USD', firstMs + 5000 * MINUTE_MS, signal)).rejects.toMatchObject({ code: 'no-data' })
})

test('without a journal memory alone answers', async () => {
  const asked = explanationOf(modelOf({}), { instrument: 'EUR_USD', tsMs: firstMs }, signal)
  await expect(asked).rejects.toMatchObject({ code: 'not-kept', message: `memory has no ${firstMs}` })
})

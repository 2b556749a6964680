/** `sep api` on a real store over a real paper pipeline: what it shows is the pipeline's, or it is marked, or it is an error. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInGraph } from '../../../app/config/graph-program.js'
import type { GraphName } from '../../../app/config/graph-names.js'
import type { Settings } from '../../../app/config/settings.js'
import { api } from '../../../deploy/api.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Store } from '../../../store/store.js'
import { explainJournal } from '../../../streams/journal/explain/explain.js'
import { ACCOUNT, type Life, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'
import { type TestServer, testServer } from '../../support/store-server.js'
import { until } from '../../support/until.js'
import { type Answer, checked, get, READS } from './reads.js'

const graphOf = (name: string, config: unknown) => builtInGraph(name as GraphName, config as Settings)

interface Reader {
  readonly url: string
  readonly lines: string[]
  end(): Promise<void>
}
const startApi = async (store: Store): Promise<Reader> => {
  const stop = new AbortController()
  const lines: string[] = []
  let run: Promise<void> = Promise.resolve()
  const url = await new Promise<string>((resolve, reject) => {
    run = api({
      ...{ store, account: ACCOUNT, environment: 'paper', graphOf, port: 0, host: '127.0.0.1' },
      signal: stop.signal,
      log: (line) => void lines.push(line),
      onListening: resolve,
    })
    run.catch(reject)
  })
  return {
    url,
    lines,
    end: async () => {
      stop.abort()
      await run
    },
  }
}

/** Answers that follow from slices alone. */
const FRAMES = [
  ...['/api/pairs', '/api/coherence/status', '/api/ranking/active', '/api/strategy/status', '/api/gates'],
  ...['/api/risk/allocation-status', '/api/risk/budget', '/api/manifold/coeffs', '/api/graph', '/api/graph/tap/qfh'],
  ...['/api/explain?instrument=EUR_USD', '/api/candles?instrument=EUR_USD', '/api/equity', '/api/funnel'],
].filter((path) => READS.some((read) => read.split('?')[0] === path.split('?')[0]))

/** Without what differs between processes: when it was read, and whether that was late. */
const bare = ({ body: { asOfMs: _, stale: __, ...body } }: Answer): unknown => body

let server: TestServer
let lives: Lives
let store: Store
beforeAll(async () => {
  server = await testServer()
  store = await server.store()
  lives = await openLives({ hedging: false, store })
})
afterAll(async () => {
  await lives.close()
  await server.end()
})

const is = (path: string, reader: Pick<Reader, 'url' | 'lines'>, holds: (answer: Answer) => boolean) =>
  until(
    path,
    WAIT_MS,
    async () => {
      const answer = await get(reader.url, path)
      return holds(answer) ? answer : null
    },
    () => reader.lines.join('\n'),
  )
const traded = (life: Life, reader: Reader) =>
  until(
    'an order',
    WAIT_MS,
    async () => ((await get(reader.url, '/api/orders')).body['items'] as unknown[] | undefined)?.length ?? 0,
    () => `${life.text()}\n${reader.lines.join('\n')}`,
  )

/** The pipeline ends, then the store is lost and comes back. */
const afterTheEnd = async (early: Reader, life: Life): Promise<void> => {
  await life.end()
  // An overdue slice makes it stale before the silence is long enough to be one.
  const firstReason = (body: Record<string, unknown>) => (body['reasons'] as { code: string }[] | undefined)?.[0]?.code
  await is('/api/status', early, ({ body }) => body['stale'] === true && firstReason(body) === 'silent')
  // Everything of the past is still there, the same from a process that starts now.
  const after = await startApi(store)
  await is('/api/status', after, ({ status }) => status === 200)
  const same = async (path: string) => {
    const [a, b] = [await get(early.url, path), await get(after.url, path)]
    for (const each of [a, b]) delete each.body['asOfMs']
    expect(b, path).toEqual(a)
  }
  for (const path of ['/api/pairs', '/api/coherence/status', '/api/strategy/status', '/api/explain?instrument=EUR_USD'])
    await same(path)
  const { body } = await get(after.url, '/api/explain?instrument=EUR_USD')
  const replayed = await explainJournal({
    store,
    account: ACCOUNT,
    graphOf,
    tsMs: body['tsMs'] as number,
    instrument: 'EUR_USD',
  })
  expect(body['verdict']).toBe(replayed.verdict)

  server.signal('SIGKILL')
  const gone = await is('/api/pairs', after, ({ status }) => status === 503)
  expect(gone).toMatchObject({ body: { code: 'unavailable' }, retryAfter: '5' })
  expect((await get(after.url, '/health')).status).toBe(200)
  await server.start()
  await is('/api/pairs', after, ({ status, body: { stale } }) => status === 200 && stale === true)
  await early.end()
  await after.end()
}

test('before the pipeline, over its life, its end and the loss of the store', async () => {
  const early = await startApi(store)
  const none = await get(early.url, '/api/status')
  expect(none).toMatchObject({ status: 503, body: { code: 'unavailable' }, retryAfter: '5' })
  expect((await get(early.url, '/health')).status).toBe(200)
  expect((await get(early.url, '/ready')).status).toBe(503)

  const life = await lives.start()
  await running(life)
  await lives.tell({ kind: 'kill', on: false, flatten: false })
  await is('/api/status', early, ({ status, body }) => status === 200 && body['ready'] === true)
  await traded(life, early)
  const late = await startApi(store)
  await is('/api/status', late, ({ status }) => status === 200)
  await is('/api/status', { url: life.url, lines: [] }, ({ status }) => status === 200)
  for (const path of READS) {
    for (const url of [late.url, life.url]) {
      const answer = await get(url, path)
      expect(`${path} ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`).toMatch(/ 200 /)
      checked(path, answer)
    }
  }

  // Slices come while it is asked: two answers of the same slice are the same, whichever process gives them.
  for (const path of FRAMES)
    await until(`the same ${path}`, WAIT_MS, async () => {
      const [own, far] = await Promise.all([get(life.url, path), get(late.url, path)])
      return own.status === 200 && JSON.stringify(bare(own)) === JSON.stringify(bare(far))
    })

  const kept = await store.sortedRange(keyName(KEYS.funnel, { account: ACCOUNT }), 0, Number.POSITIVE_INFINITY)
  expect(kept.length).toBeGreaterThan(0)
  await late.end()
  await afterTheEnd(early, life)
})

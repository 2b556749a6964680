/** A live graph in three parts over a stretch in which its journal gets several checkpoints, as it does each week. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GraphName } from '../../../app/config/graph-names.js'
import { builtInGraph } from '../../../app/config/graph-program.js'
import { replayJournal } from '../../../streams/journal/replay.js'
import type { Settings } from '../../../app/config/settings.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { isStart, readJournal } from '../../../streams/journal/reader.js'
import { until } from '../../support/until.js'
import { ACCOUNT, type Life, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

let lives: Lives
beforeAll(async () => {
  lives = await openLives({ hedging: false })
})
afterAll(() => lives.close())

const starts = async () => {
  const found = []
  for await (const entry of readJournal(lives.store, ACCOUNT, '0')) if (isStart(entry)) found.push(entry.record)
  return found
}
/** The last slice whose outputs these nodes have recorded. */
const recorded = (nodes: string) => lives.store.lastId(journalKeys(edgeKeys(ACCOUNT, nodes).name).decision)
const sent = () => lives.store.length(orderKeys(ACCOUNT).orders)

test('the part that makes the slices opens again with the state of the whole graph; the others go on', async () => {
  const checkpointEveryMs = 15 * MINUTE_MS
  const parts: Life[] = []
  for (const nodes of ['candle..guards', 'shadow..allocate', 'broker..performance'])
    parts.push(await lives.start(nodes, { checkpointEveryMs }))
  const [slicer, , trader] = parts as [Life, Life, Life]
  for (const part of parts) await running(part)
  await lives.tell({ kind: 'kill', on: false, flatten: false })
  await until('three starts', WAIT_MS, async () => (await starts()).length >= 3, slicer.text)
  const before = await sent()
  await until('another order', WAIT_MS, async () => (await sent()) > before, trader.text)
  // In the order of the data, each after the last slice that was stepped: otherwise it would stay without its later outputs.
  await slicer.end()
  const last = await recorded('candle..guards')
  for (const nodes of ['shadow..allocate', 'broker..performance'])
    await until('the last outputs', WAIT_MS, async () => (await recorded(nodes)) === last, trader.text)
  await lives.endLives()

  const records = await starts()
  expect(records.map(({ state }) => state)).toEqual(records.map(() => 'carried'))
  const gaps = records.slice(1).map(({ tsMs }, n) => tsMs - (records[n]?.tsMs as number))
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(checkpointEveryMs)
  // The readers of its edge notice nothing: no part has been opened again.
  expect(trader.text()).not.toContain('there is a gap')
  const replay = await replayJournal({
    store: lives.store,
    account: ACCOUNT,
    fromMs: 0,
    toMs: Number.MAX_SAFE_INTEGER,
    graphOf: (name, config) => builtInGraph(name as GraphName, config as Settings),
  })
  expect(replay).toMatchObject({ differing: 0, first: null })
  // A stop may fall between a slice's journal entry and its step: its next start would record it.
  expect(replay.unrecorded).toBeLessThanOrEqual(1)
  expect(replay.equal).toBeGreaterThan(30)
  expect(replay.orders).toBeGreaterThan(0)
})

/** The stages of every pipeline of a scene: it becomes ready, is armed, trades, and finally closes everything and stops. */
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { msOf } from '../../../store/stream-id.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { journalEntry } from '../../../streams/journal/reader.js'
import { agree } from './positions.js'
import { ACCOUNT, type Pipeline, type Scene } from './scene.js'
import { until } from '../../support/until.js'

/** Maximum wait for anything, ms of the machine. */
export const WAIT_MS = 120_000

export const running = ({ child, health }: Pipeline, over: () => boolean = () => false): Promise<true> =>
  until('a running pipeline', WAIT_MS, async () => over() || (await health())?.phase === 'running', child.text)

export const arm = async (scene: Scene, { child, status }: Pipeline): Promise<void> => {
  if ((await status())?.killSwitch !== true) return
  await scene.ask({ kind: 'kill', on: false, flatten: false })
  await until(
    'the kill switch off',
    WAIT_MS,
    async () => child.ended() !== null || (await status())?.killSwitch === false,
  )
}

/** The last process: no increases, everything closed, a clean stop. */
export const finish = async (scene: Scene, waitMs = WAIT_MS): Promise<void> => {
  const live = scene.live()
  await running(live)
  await scene.ask({ kind: 'kill', on: true, flatten: false })
  await until('the kill switch on', WAIT_MS, async () => (await live.status())?.killSwitch)
  await agree(scene, live, waitMs)
  await scene.ask({ kind: 'flatten', pair: null })
  await until('a flat account', waitMs, async () => (await live.status())?.positions?.length === 0, live.child.text)
  await agree(scene, live, waitMs)
  await cleanStop(live)
}

export const cleanStop = async ({ child }: Pipeline): Promise<void> => {
  child.send('SIGTERM')
  const code = await child.end(WAIT_MS)
  // An order that was under way at the stop, on a machine that is busy.
  if (code === 3 && child.text().includes('of unknown outcome')) return
  if (code !== 0) throw new Error(`a clean stop ended with ${code}\n${child.text().slice(-3000)}`)
}

/**
 * For a part that makes slices and has stopped. A stop may fall between a slice's journal entry and its step, as a death may: the next life
 * steps that slice from the journal and records its outputs.
 */
export const recordLastSlice = async (scene: Scene, nodes: string, start: () => Pipeline): Promise<void> => {
  while (!(await isRecorded(scene, nodes))) {
    const next = start()
    await running(next)
    await cleanStop(next)
  }
}

/** Have these nodes recorded their outputs of the journal's last slice? `all` = the whole graph. */
export const isRecorded = (scene: Scene, nodes: string): Promise<boolean> =>
  scene.read(async (store) => {
    const lastId = await store.lastId(journalKeys(ACCOUNT).slice)
    const entry = lastId === null ? undefined : await journalEntry(store, ACCOUNT, lastId)
    const { decision } = journalKeys(nodes === 'all' ? ACCOUNT : edgeKeys(ACCOUNT, nodes).name)
    const recorded = await store.lastId(decision)
    return entry !== undefined && recorded !== null && msOf(recorded) >= entry.place.tsMs
  })

/** Waits until orders are sent again and both books agree afterwards. */
export const trades = async (scene: Scene, live: Pipeline): Promise<void> => {
  await ordersAgain(scene, live, WAIT_MS)
  await agree(scene, live)
}

/** Waits until orders are sent again. */
export const ordersAgain = async (scene: Scene, live: Pipeline, waitMs: number): Promise<void> => {
  const before = await ownOrders(scene)
  const again = async () => {
    if (live.child.ended() !== null)
      throw new Error(`the pipeline ended with ${live.child.ended()}\n${live.child.text().slice(-2000)}`)
    return (await ownOrders(scene)) > before
  }
  await until('another order', waitMs, again, live.child.text)
}

/** Number of orders the pipelines have decided, from the store's own records. */
const ownOrders = (scene: Scene): Promise<number> => scene.read((store) => store.length(orderKeys(ACCOUNT).orders))

/** What happens in the life of every pipeline of a scene: it gets ready, it is armed, it trades, and at last it closes everything and stops. */
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { agree } from './positions.js'
import { ACCOUNT, type Pipeline, type Scene } from './scene.js'
import { until } from '../../support/until.js'

/** Longest wait for anything, ms of the machine. */
export const WAIT_MS = 45_000

export const running = ({ child, ready }: Pipeline, over: () => boolean = () => false): Promise<true> =>
  until('a ready pipeline', WAIT_MS, async () => over() || (await ready())?.ready === true, child.text)

export const arm = async (scene: Scene, { child, status }: Pipeline): Promise<void> => {
  if ((await status())?.killSwitch !== true) return
  await scene.ask({ kind: 'kill', on: false, flatten: false })
  await until(
    'the kill switch off',
    WAIT_MS,
    async () => child.ended() !== null || (await status())?.killSwitch === false,
  )
}

/** The last life: no increases, everything closed, a clean stop. */
export const finish = async (scene: Scene): Promise<void> => {
  const live = scene.live()
  await running(live)
  await scene.ask({ kind: 'kill', on: true, flatten: false })
  await until('the kill switch on', WAIT_MS, async () => (await live.status())?.killSwitch)
  await agree(scene, live)
  await scene.ask({ kind: 'flatten', pair: null })
  await until('a flat account', WAIT_MS, async () => (await live.status())?.positions?.length === 0, live.child.text)
  await agree(scene, live)
  live.child.send('SIGTERM')
  const code = await live.child.end(WAIT_MS)
  if (code !== 0) throw new Error(`a clean stop ended with ${code}\n${live.child.text().slice(-3000)}`)
}

/** Orders go out again, and both books are the same afterwards. */
export const trades = async (scene: Scene, live: Pipeline): Promise<void> => {
  const before = await ownOrders(scene)
  const again = async () => {
    if (live.child.ended() !== null)
      throw new Error(`the pipeline ended with ${live.child.ended()}\n${live.child.text().slice(-2000)}`)
    return (await ownOrders(scene)) > before
  }
  await until('another order', WAIT_MS, again, live.child.text)
  await agree(scene, live)
}

/** How many orders the pipelines have decided, by the store's own record. */
const ownOrders = (scene: Scene): Promise<number> => scene.read((store) => store.length(orderKeys(ACCOUNT).orders))

/** Unexpected errors: in a step, in the kernel, in the path of an order, out of memory. Each ends its process; the next one continues. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../../../lib/package-root.js'
import type { BooksFacts } from './check-books.js'
import { checkScene } from './check-scene.js'
import { arm, finish, running, trades, WAIT_MS } from './life.js'
import { type Replayed, replayed } from './replayed.js'
import { openScene, type Pipeline, type Scene } from './scene.js'

export interface BreakRunFacts extends BooksFacts {
  /** How each process ended: its exit code or signal. */
  readonly ends: Readonly<Record<string, number | string>>
  readonly replay: Replayed
  readonly log: string
}

const KERNEL = pathToFileURL(join(packageRoot(), 'test/faults/processes/break-kernel.mjs')).href
/** Number of the push that breaks: the first one belongs to the warm-up, the others to slices. */
const PUSH = '12'
const brokenKernel = (how: string, flags = ''): Readonly<Record<string, string>> => ({
  BREAK_KERNEL: how,
  BREAK_KERNEL_AT: PUSH,
  NODE_OPTIONS: `--import ${KERNEL} ${flags}`.trim(),
})

/** What each process prints as it ends. */
const ERRORS = /this is a bug|SEP_CRASH_AT|FATAL ERROR|UnhandledPromise|a step that throws|panicked/

const BREAKS: Readonly<Record<string, (scene: Scene) => Pipeline>> = {
  'a step that throws': (scene) => scene.live(undefined, { env: brokenKernel('throw') }),
  'a panic of the kernel': (scene) => scene.live(undefined, { env: brokenKernel('panic') }),
  'out of memory': (scene) => scene.live(undefined, { env: brokenKernel('memory', '--max-old-space-size=256') }),
  'an error between journal and step': (scene) => scene.live('slice.journaled:4:throw'),
  'an error before the first byte of an order': (scene) => scene.live('sent.marked:1:throw'),
}

export const breakRun = async (options: { readonly seed: number; readonly cli?: string }): Promise<BreakRunFacts> => {
  const scene = await openScene({ seed: options.seed, speed: 300, ...(options.cli ? { cli: options.cli } : {}) })
  const ends: Record<string, number | string> = {}
  try {
    const first = scene.live()
    await running(first)
    await arm(scene, first)
    await trades(scene, first)
    first.child.send('SIGTERM')
    await first.child.end(WAIT_MS)
    for (const [name, begin] of Object.entries(BREAKS)) {
      const { child } = begin(scene)
      ends[name] = await child.end(WAIT_MS)
      if (!ERRORS.test(child.text())) throw new Error(`${name}: it ended without an error message\n${child.text()}`)
    }
    const next = scene.live()
    await running(next)
    await trades(scene, next)
    next.child.send('SIGTERM')
    await next.child.end(WAIT_MS)
    await finish(scene)
    return { ...(await checkScene(scene, { expected: ERRORS })), ends, replay: await replayed(scene), log: scene.log() }
  } catch (error) {
    throw new Error(`${String(error)}\n${scene.log()}`, { cause: error })
  } finally {
    await scene.close()
  }
}

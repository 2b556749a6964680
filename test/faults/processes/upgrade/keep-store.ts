/**
 * Keeps a store of this version for the tests of later ones: `npm run keep:store`. Run it at each release.
 * A paper broker and `sep live` trade against a real server, the account is controlled, and everything stops cleanly.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeFolder } from '../../../../lib/make-folder.js'
import { packageRoot } from '../../../../lib/package-root.js'
import { until } from '../../../support/until.js'
import { agree } from '../positions.js'
import { arm, cleanStop, isRecorded, recordLastSlice, running, trades, WAIT_MS } from '../life.js'
import { openScene, type Scene } from '../scene.js'
import type { KeptKey } from './kept-key.js'
import { keptKeys } from './kept-keys.js'
import { KEPT_SCENE } from './kept-scene.js'

const MOST_BYTES = 300_000
const MACHINE = 'a-machine'

const traded = async (scene: Scene): Promise<void> => {
  const live = scene.live()
  await running(live)
  await arm(scene, live)
  await trades(scene, live)
  await scene.ask({ kind: 'kill', on: true, flatten: false })
  await until('the kill switch on', WAIT_MS, async () => (await live.status())?.killSwitch)
  await agree(scene, live)
  await arm(scene, live)
  await cleanStop(live)
  if (!(await isRecorded(scene, 'all'))) await recordLastSlice(scene, 'all', () => scene.live())
}

/** Throws if the store names this machine: what is kept is the same for all. */
const checkedKeys = (kept: readonly KeptKey[], folder: string): readonly KeptKey[] => {
  if (hostname() !== MACHINE)
    throw new Error(`the host is ${hostname()}: records name it; npm run keep:store calls it ${MACHINE}`)
  const here = (text: string) => text.includes(folder) || Buffer.from(text, 'base64').includes(folder)
  const named = kept.filter((one) => JSON.stringify(one).split('"').some(here)).map(({ key }) => key)
  if (named.length > 0) throw new Error(`a path of this machine is in ${named.join(', ')}`)
  return kept
}

const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
const scene = await openScene({ ...KEPT_SCENE, fill: async () => {} })
try {
  await traded(scene)
  const kept = checkedKeys(await keptKeys(scene.socket), scene.folder)
  const bytes = gzipSync(JSON.stringify(kept), { level: 9 })
  if (bytes.length > MOST_BYTES) throw new Error(`${bytes.length} bytes, more than ${MOST_BYTES}`)
  const folder = join(packageRoot(), 'test/golden/stores')
  makeFolder(folder)
  writeFileSync(join(folder, `${version}.json.gz`), bytes)
  console.log(`${version}: ${kept.length} keys, ${bytes.length} bytes`)
} catch (error) {
  console.error(scene.log())
  throw error
} finally {
  await scene.close()
}

/** `sep replay --journal ..` over everything that the pipelines of a scene recorded. */
import { ACCOUNT, type Scene } from './scene.js'

export interface Replayed {
  /** 0 = every output byte is equal. */
  readonly code: number | string
  readonly text: string
}

const REPLAY_MS = 300_000

export const replayed = async (scene: Scene): Promise<Replayed> => {
  const replay = scene.sep('replay', '--journal', '..', '--store', scene.socket, '--account', ACCOUNT)
  const code = await replay.end(REPLAY_MS)
  return { code, text: replay.text() }
}

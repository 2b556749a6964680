/** Mirrors of the demo's trading slices. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { Logger } from '../../lib/logger.js'
import type { World } from '../../model/world.js'
import type { Store } from '../../store/store.js'
import type { Settings } from '../config/settings.js'
import { liveMirrors } from '../live/monitoring/mirrors.js'
import { TRADING_FROM_MS } from './market.js'

/** History is not mirrored. */
export const demoMirrors = (store: Store, settings: Settings, compiled: Compiled<World>, log: Logger): FrameSink => {
  const mirrors = liveMirrors({ store, settings, compiled, log })
  return {
    write: (frame) => {
      if ((frame.time.tsMs[0] as number) > TRADING_FROM_MS) return mirrors.write(frame)
    },
    close: () => mirrors.close?.(),
  }
}

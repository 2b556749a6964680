/** What mirrors need in addition to the columns of a run, from its settings. */
import type { World } from '../../model/world.js'
import { marketGuards } from '../../operators/market-guards.js'
import type { MirrorContext } from '../../sinks/mirrors/slice-writes.js'
import type { Settings } from './settings.js'

export const mirrorContext = (settings: Settings, world: World): MirrorContext => {
  const { direction, strategy, qfh, allocate, size, guards } = settings
  // The bound of each instrument, as the guards themselves resolve it.
  const { cMin } = marketGuards.init(guards, world)
  return {
    world,
    params: world.instruments.map((_, k) => ({
      c_min: cMin[k]!,
      look: direction.look,
      thr_bps: direction.thrBps,
      entry_cd: strategy.entryCdSec,
      exit_cd: strategy.exitCdSec,
    })),
    decimals: qfh.signaturePrecision,
    allocator: { topK: allocate.topK, intervalSec: allocate.intervalSec },
    budget: { targetPct: size.targetPct, maxPerPositionPct: size.maxPerPositionPct, topK: size.topK },
  }
}

/** Sessions of instruments at given times, computed by the session node of the graph. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import { compile } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { run } from '../../graph/engine/run/rx.js'
import { sep } from '../../graph/sep.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import type { Settings } from '../config/settings.js'

export interface SessionAt {
  readonly open: boolean
  readonly nearClose: boolean
}

/** By time, then by instrument of the world. `times` may be in any order. */
export const sessionsAt = async (
  settings: Settings,
  world: World,
  times: readonly number[],
): Promise<ReadonlyMap<number, readonly SessionAt[]>> => {
  const sorted = [...new Set(times)].sort((a, b) => a - b)
  const compiled = compile(subgraph(sep(settings), ['session']), world)
  const found = new Map<number, readonly SessionAt[]>()
  const frames = function* (): Generator<Frame> {
    const { frame } = compiled
    for (let at = 0; at < sorted.length; at += frame.slices) {
      frame.slices = Math.min(frame.capacity, sorted.length - at)
      for (let s = 0; s < frame.slices; s++) {
        frame.time.tsMs[s] = sorted[at + s]!
        frame.time.asOfMs[s] = sorted[at + s]!
      }
      yield frame
    }
  }
  const write = (frame: Frame): void => {
    const { open, nearClose } = columnsOf(frame, nodes.session)
    for (let s = 0; s < frame.slices; s++) {
      const rows = world.instruments.map((_, k) => ({
        open: open[s * frame.count + k] === 1,
        nearClose: nearClose[s * frame.count + k] === 1,
      }))
      found.set(frame.time.tsMs[s]!, rows)
    }
  }
  await run(compiled, frames, [{ write }])
  return found
}

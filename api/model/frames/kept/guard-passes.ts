/** How many minutes each market guard has passed, by instrument, since the frames began to count. */
import { columnsOf, hasNode } from '../../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import { nodes } from '../../../../model/nodes.js'
import { COUNTED_GUARDS } from '../../../../sinks/run/counted-guards.js'
import type { FrameContext } from '../frame-context.js'
import { firstAfter } from './order-book.js'

export interface InstrumentPasses {
  readonly instrument: string
  /** Minutes with metrics. */
  readonly checks: number
  readonly passed: Readonly<Record<string, number>>
}
export interface GuardPasses extends FrameSink {
  slices(): number
  passes(): readonly InstrumentPasses[]
}

/** Slices up to `fromMs` are history: they do not count. */
export const guardPasses = ({ world, traded }: FrameContext, fromMs: number): GuardPasses => {
  const checks = new Float64Array(world.instruments.length)
  const passed = new Float64Array(world.instruments.length * COUNTED_GUARDS.length)
  const tally = { slices: 0, hasGuards: false }
  const countMinute = (k: number, failed: number): void => {
    checks[k]!++
    for (const [g, { bits }] of COUNTED_GUARDS.entries())
      if ((failed & bits) === 0) passed[k * COUNTED_GUARDS.length + g]!++
  }
  const countFrame = (frame: Frame, from: number): void => {
    const { present } = columnsOf(frame, nodes.candle)
    const { coherence } = columnsOf(frame, nodes.qfh)
    const { failed } = columnsOf(frame, nodes.guards)
    for (let s = from; s < frame.slices; s++)
      for (const { k } of traded) {
        const i = s * frame.count + k
        if (present[i] === 1 && !Number.isNaN(coherence[i])) countMinute(k, failed[i]!)
      }
  }
  return {
    write: (frame) => {
      const from = firstAfter(frame, fromMs)
      tally.slices += frame.slices - from
      tally.hasGuards = NEEDED.every((node) => hasNode(frame, node))
      if (tally.hasGuards) countFrame(frame, from)
    },
    slices: () => tally.slices,
    passes: () =>
      tally.hasGuards
        ? traded.map(({ name, k }) => ({
            instrument: name,
            checks: checks[k]!,
            passed: Object.fromEntries(
              COUNTED_GUARDS.map((guard, g) => [guard.name, passed[k * COUNTED_GUARDS.length + g]!]),
            ),
          }))
        : [],
  }
}

const NEEDED = [nodes.candle, nodes.qfh, nodes.guards] as const

/** The settings of graph sma-flip: the run, the paper broker, and its own operator. It compares engines, so nothing costs by default. */
import { z } from 'zod'
import { paperBroker } from '../../operators/paper-broker.js'
import { smaFlip } from '../../operators/sma-flip.js'
import type { Resolved } from './resolve.js'
import { SECTION_ABOUT, SECTIONS } from './settings.js'

/** The same leaf with another default. */
const defaultingTo = <T extends z.ZodType, V extends z.core.util.NoUndefined<z.output<T>>>(
  leaf: z.ZodDefault<T>,
  value: V,
) => z._default(leaf.unwrap(), value).meta(leaf.meta() ?? {})

const run = SECTIONS.run.shape
const broker = paperBroker.config.shape

export const SMA_FLIP_SECTIONS = {
  run: z.strictObject({ ...run, spreadFactor: defaultingTo(run.spreadFactor, 0) }),
  flip: smaFlip.config,
  broker: z.strictObject({
    ...broker,
    depth: defaultingTo(broker.depth, 'off'),
    fillDelayMs: defaultingTo(broker.fillDelayMs, 0),
    slippageBps: defaultingTo(broker.slippageBps, 0),
    orderMaxAgeSec: defaultingTo(broker.orderMaxAgeSec, 0),
  }),
}
export type SmaFlipSettings = Resolved<typeof SMA_FLIP_SECTIONS>

export const SMA_FLIP_ABOUT: { readonly [S in keyof typeof SMA_FLIP_SECTIONS]: string } = Object.freeze({
  run: SECTION_ABOUT.run,
  flip: smaFlip.doc,
  broker: SECTION_ABOUT.broker,
})

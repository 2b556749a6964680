/** Settings of the shadow. */
import { z } from 'zod'
import { termsLeaves } from '../exchange/terms/leaves.js'
import { linkedSettings } from './linked-settings.js'
import { protectionLeaves } from './protection.js'
import { ruleLeaves } from './rules.js'

const { division: _, ...costLeaves } = termsLeaves

/** Every leaf but its size is linked to another section: a shadow with rules of its own would not be one. */
export const shadowConfig = z.strictObject({
  notional: z.number().positive().max(1e12).default(100_000).meta({
    env: 'SHADOW_NOTIONAL',
    unit: 'home currency',
    description: 'size of a shadow position, for depth and commission',
  }),
  ...linkedSettings(costLeaves, 'broker'),
  ...linkedSettings(ruleLeaves, 'strategy'),
  ...linkedSettings(protectionLeaves, 'orders'),
  boundSpreads: z
    .number()
    .min(0)
    .max(100)
    .default(3)
    .meta({ from: 'orders.boundSpreads', description: 'price bound of a fill, spreads from the quote' }),
  fillDelayMs: z
    .number()
    .min(0)
    .max(59_999)
    .default(2000)
    .meta({ from: 'broker.fillDelayMs', description: 'delay of a market fill after the open, ms' }),
  slippageBps: z
    .number()
    .min(0)
    .max(100)
    .default(0.2)
    .meta({ from: 'broker.slippageBps', description: 'slippage of market and stop fills, bps' }),
  orderMaxAgeSec: z.number().min(0).max(86_400).default(120).meta({
    from: 'broker.orderMaxAgeSec',
    description: 'age at which an entry without a price is dropped, s; 0 = never',
  }),
})

/** On what terms the results were made: commission plan and depth, always named, `none` and `off` too. */
import type { World } from '../../model/world.js'
import type { CommissionSetting } from '../../operators/exchange/terms/commission.js'
import type { DepthSetting } from '../../operators/exchange/terms/depth.js'
import type { RunCosts } from './run-result.js'

export interface BrokerTermsGiven {
  readonly commission: CommissionSetting
  readonly depth: DepthSetting
}

export const termsStatements = (
  { commission, depth }: BrokerTermsGiven,
  { instruments, home }: World,
  costs: RunCosts,
): string[] => {
  const total = (cost: keyof RunCosts) => `${costs[cost].toFixed(2)} ${home}`
  const own = instruments.filter((instrument) => instrument.commission).map(({ name }) => name)
  const plan = typeof commission === 'string' ? commission : 'as configured'
  const paid = total('commission')
  const spreads =
    typeof commission === 'string' && commission !== 'none' ? ', with core spreads where the data has none' : ''
  return [
    commission === 'none' && own.length === 0
      ? 'Commission none: right for spreads that contain it.'
      : `Commission ${plan}: ${paid}${spreads}.`,
    ...(own.length > 0 ? [`Commission of ${own.join(', ')} from the specification, not from SEP_COMMISSION.`] : []),
    depth === 'off'
      ? 'Depth off: the best price was good for any size.'
      : `Depth ${depth === 'ladder' ? depth : 'as configured'}: ${total('depth')}.`,
  ]
}

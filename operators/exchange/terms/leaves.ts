/** Settings of the broker's terms: commission, depth, division. They belong to section `broker`; others link to them. */
import { commissionSetting } from './commission.js'
import { depthSetting } from './depth.js'
import { divisionSetting } from './division.js'

export const termsLeaves = {
  commission: commissionSetting.default('none').meta({
    env: 'SEP_COMMISSION',
    description:
      'commission plan: none, us-core, sg-core, au-core, bvi-core (each with its own spreads), or JSON, also by pair: ' +
      '{perUnit or perMillion, currency, when: each or open, min}; a commission in the specification overrides it',
  }),
  depth: depthSetting.default('ladder').meta({
    env: 'SEP_DEPTH',
    description:
      'liquidity behind the best price: ladder (250k, 250k, 1M, 1M, 3M, 7M, 7M units, one tick apart), off (endless), ' +
      'or JSON [{units, ticks}, ..]',
  }),
  division: divisionSetting.default('us').meta({
    env: 'SEP_DIVISION',
    description: "rules of the broker's division: us (FIFO) or other; a hedging account is never us",
  }),
}

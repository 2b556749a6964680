/** Settings of the broker's terms: commission, depth, division. They belong to section `broker`; others link to them. */
import { commissionSetting } from './commission.js'
import { depthSetting } from './depth.js'
import { divisionSetting } from './division.js'

export const termsLeaves = {
  commission: commissionSetting.default('none').meta({
    env: 'SEP_COMMISSION',
    description:
      'commission: none, us-core, sg-core, au-core, bvi-core, or JSON (docs/data.md); the specification overrides it',
  }),
  depth: depthSetting.default('ladder').meta({
    env: 'SEP_DEPTH',
    description:
      'liquidity: ladder (250k, 250k, 1M, 1M, 3M, 7M, 7M units, a tick apart), off, or JSON [{units, ticks}, ..]',
  }),
  division: divisionSetting.default('us').meta({
    env: 'SEP_DIVISION',
    description: "rules of the broker's division: us (FIFO) or other; a hedging account is never us",
  }),
}

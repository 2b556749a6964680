/** Bugs of entries, exits, stops and sizes. */
import { mutantsOf } from './mutant.js'

const STRATEGY = [
  'test/operators/strategy.test.ts',
  'test/operators/orders.test.ts',
  'test/operators/shadow-strategy.test.ts',
]

export const STRATEGY_MUTANTS = [
  ...mutantsOf('operators/strategy/exits.ts', STRATEGY, {
    'a position stays over the close of its session': ['if (seen.leave === 1) return REASON.session\n', ''],
    'flatten is not obeyed': ['if (seen.flatten === 1) return REASON.flatten\n', ''],
    'a loss is not cut': ['if (pnlPct <= -rules.exitPnlSlPct) return REASON.pnl_sl', ''],
  }),
  ...mutantsOf('operators/strategy/machine.ts', STRATEGY, {
    'an entry needs no rest after an exit': [' && tsMs - lastExitMs[k]! >= rules.entryCdSec * 1000', ''],
    'an entry is made while the market guards say no': ['seen.pass === 1 && ', ''],
    'the rest of a stopped position stays': [
      'if (machine.closing[k] === 0 && isBrokersExit(exitFill))',
      'if (machine.closing[k] === 99 && isBrokersExit(exitFill))',
    ],
    'a close that is under way is forgotten': [
      'if (side === 0 && seen.pending === 0) machine.closing[k] = 0',
      'machine.closing[k] = 0',
    ],
  }),
  ...mutantsOf('operators/size.ts', ['test/operators/size.test.ts'], {
    'the cap of one instrument does not bind': [
      'now.cap = Math.min(now.budget / places, c.maxPerPositionPct * now.budget)',
      'now.cap = now.budget',
    ],
    'an unknown price gives a size': ['if (!(margin >= 0 && perUnit > 0)) return\n', ''],
    "the account's margin rate does not count": ['Math.max(marginRate, c.accountMarginRate)', 'marginRate'],
  }),
]

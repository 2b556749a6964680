/** Bugs of the first connection: the probe, what is saved of it, and the test order. */
import { mutantsOf } from './mutant.js'

const TEST_ORDER = ['test/app/doctor/test-order.test.ts']
const CONTRACT = ['test/oanda/contract']

export const DOCTOR_MUTANTS = [
  ...mutantsOf('app/doctor/test-order/close-until-gone.ts', TEST_ORDER, {
    'a close that has failed is not repeated': [
      'if (client.clock.monotonicMs() > endMs) return',
      'if (endMs > 0) return',
    ],
    'a trade that is open counts as gone': ['trades.some((trade) => trade.tradeId === tradeId)', 'trades.length > 99'],
  }),
  ...mutantsOf('app/doctor/test-order/entry-outcome.ts', TEST_ORDER, {
    'a lost answer counts as nothing': [
      "lookUp(ports, entry, lastId, { kind: 'unknown', why: reply })",
      "{ kind: 'none' as const, why: reply, code: null }",
    ],
    'a refusal of a proxy is believed': [
      "return isBare && outcome.kind === 'none' ?",
      "return lastId < 0 && isBare && outcome.kind === 'none' ?",
    ],
    'nobody waits for an order that is late': ['if (client.clock.monotonicMs() > endMs)', 'if (endMs > 0)'],
  }),
  ...mutantsOf('app/doctor/test-order/plan.ts', TEST_ORDER, {
    'a test order joins a trade that is open': ['if (trade) return', 'if (trade && !trade) return'],
    'a test order is placed at any spread': ['if (spreadBps > SPREAD_MAX_BPS)', 'if (spreadBps < 0)'],
  }),
  ...mutantsOf('oanda/contract/judge-answers.ts', CONTRACT, {
    'items of lists are not read': [
      'Array.isArray(list) ? list.flatMap',
      'list === 0 && Array.isArray(list) ? list.flatMap',
    ],
  }),
  ...mutantsOf('oanda/contract/scrub-answer.ts', CONTRACT, {
    'an unknown field is kept as it came': [
      'field ? ofField(field, inner, options) : placeholder(inner)',
      'field ? ofField(field, inner, options) : inner',
    ],
    'text of a client is kept': ["['person', 'words', 'request']", "['person', 'request']"],
  }),
  ...mutantsOf('oanda/client/target.ts', ['test/oanda/client/target.test.ts'], {
    'an account of the other environment is asked for': ['if (site !== host.site)', "if (site === '')"],
  }),
]

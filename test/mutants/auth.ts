/** Bugs of tokens and accounts. */
import { mutantsOf } from './mutant.js'

export const AUTH_MUTANTS = [
  ...mutantsOf(
    'api/paper-broker/account/tokens.ts',
    ['test/api/paper-broker/conformance.test.ts', 'test/api/paper-broker/wire.test.ts'],
    {
      'an unknown token opens every account': ['if (hits.length === 0) throw unauthorised()\n', ''],
      'a token opens accounts that are not its own': ['accounts.length > 0 ? accounts : ids', 'ids'],
    },
  ),
  ...mutantsOf(
    'api/paper-broker/http/request-guard.ts',
    ['test/api/paper-broker/conformance.test.ts', 'test/api/paper-broker/wire.test.ts'],
    {
      'the rate of requests is not limited': ['if (!take()) throw tooMany()', 'take()'],
    },
  ),
  ...mutantsOf('oanda/client/scrub.ts', ['test/oanda'], {}),
]

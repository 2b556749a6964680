/** The terms of the paper broker's accounts: commission, depth, division. */
import { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import { divisionOf } from '../../operators/exchange/terms/division.js'
import { termsLeaves } from '../../operators/exchange/terms/leaves.js'
import { resolveConfig } from '../config/resolve.js'

const broker = z.strictObject(termsLeaves)
export type BrokerTerms = z.output<typeof broker>

/** Flags win over the environment. Hedging accounts are never of the US division. */
export const brokerTerms = (
  given: { readonly [name in keyof BrokerTerms]?: string | undefined },
  hedging: boolean,
  env: Readonly<Record<string, string>>,
): BrokerTerms => {
  if (hedging && given.division === 'us')
    throw new SepError('bad-argument', '--division us: its accounts cannot hold both sides; leave out --hedging')
  const flags = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[`broker.${name}`, value]])),
  )
  const terms = resolveConfig({ broker }, { flags, env }).broker
  return { ...terms, division: divisionOf(terms.division, hedging) }
}

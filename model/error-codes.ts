/** Faults of the world, by code: what, where, limit. Our own bugs are assertions and crash. */
import { CodedError } from '../lib/errors.js'

/** Every code, whether a retry may help, and what the reader can do. docs/runbook.md lists exactly these. */
export const ERROR_CODES = Object.freeze({
  'bad-argument': 'a command or function was given something it cannot use',
  'bad-config': 'a configuration value is missing, unknown or out of bounds',
  'bad-data': 'a market data file has a row that breaks the rules of candles',
  'bad-bits': 'a bit string holds something other than 0 and 1',
  'missing-data': 'a file, folder or instrument that is needed is not there',
  'missing-native': 'the native kernel cannot be loaded',
  'bad-graph': 'a graph is wired wrongly',
  'bad-snapshot': 'a snapshot does not fit this graph',
  'bad-journal': 'a journal or an edge between processes is damaged, has a gap, or is of another graph',
  'store-unavailable': 'the store did not answer in time; what was asked is not executed later',
  'store-refused': 'the store answered no: wrong kind of value, full, read-only, or not fit for this use',
  'lease-lost': 'a newer process holds the account: this one may not write any more',
  conservation: 'the account does not add up; the run was stopped',
  'broker-unknown': 'an order was sent and nobody can say what became of it',
  'broker-unavailable': 'the broker cannot be reached, answers with errors, or says something unreadable',
  'broker-refused': 'the broker does not let this account, token or request in, or they do not fit each other',
})
export type ErrorCode = keyof typeof ERROR_CODES

/** An error with one of the codes above. */
export class SepError extends CodedError<ErrorCode> {}

/** Faults outside our code, by code: what, where, limit. Our own bugs are assertions and crash. */
import { CodedError } from '../lib/errors.js'

/** Every code with its meaning. docs/error-codes.md lists exactly these, with a remedy for each. */
export const ERROR_CODES = Object.freeze({
  'bad-argument': 'a command or function received something it cannot use',
  'bad-config': 'a configuration value is missing, unknown or out of bounds',
  'bad-data': 'a market data file has a row that breaks the rules of candles',
  'bad-bits': 'a bit string holds something other than 0 and 1',
  'missing-data': 'a required file, folder or instrument does not exist',
  'missing-native': 'the native kernel cannot be loaded',
  'bad-graph': 'a graph is wired wrongly',
  'bad-snapshot': 'a snapshot does not fit this graph',
  'bad-journal': 'a journal or an edge between processes is damaged, has a gap, or belongs to another graph',
  'store-unavailable': 'the store did not answer in time; the request will not be executed later',
  'store-refused': 'the store refused: wrong kind of value, full, read-only, or not fit for this use',
  'lease-lost': 'a newer process holds the account, or the store has lost the lease; this process may no longer write',
  conservation: 'the account does not add up; the run was stopped',
  'history-differs': "the broker's history of an account is not the one that ours continues",
  'broker-unknown': 'an order was sent and its outcome is not known',
  'broker-unavailable': 'the broker cannot be reached, answers with errors, or sends something unreadable',
  'broker-refused': 'the broker rejects this account, token or request, or they do not fit each other',
})
export type ErrorCode = keyof typeof ERROR_CODES

/** An error with one of the codes above. */
export class SepError extends CodedError<ErrorCode> {}

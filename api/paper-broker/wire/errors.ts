/** Error responses: v20's layers of failure and their texts. */

/** A malformed or forbidden request. It leaves no transaction. */
export class WireError extends Error {
  readonly status: number
  readonly code: string | undefined
  /** Additional fields of the body. */
  readonly more: Readonly<Record<string, unknown>>
  constructor(status: number, message: string, code?: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
  }
}

/** First layer: the field cannot be parsed. */
export const invalid = (name: string): WireError => new WireError(400, `Invalid value specified for '${name}'`)

export const noSuch = (what: 'ORDER' | 'TRADE' | 'TRANSACTION', lastTransactionID: string): WireError => {
  const word = what === 'ORDER' ? 'order' : what === 'TRADE' ? 'trade' : 'transaction'
  return new WireError(404, `The ${word} ID specified does not exist`, `NO_SUCH_${what}`, { lastTransactionID })
}

export const unauthorised = () => new WireError(401, 'Insufficient authorization to perform request.')
export const forbidden = () => new WireError(403, 'The provided request was forbidden.')

/** Message of a reject reason. */
export const rejectText = (reason: string): string => TEXTS[reason] ?? plainWords(reason)

/** Rejects for missing orders and trades are 404, all others 400. */
export const rejectStatus = (reason: string): number => (NOT_THERE.has(reason) ? 404 : 400)

const NOT_THERE = new Set(['ORDER_DOESNT_EXIST', 'TRADE_DOESNT_EXIST'])

/** `PRICE_DISTANCE_MINIMUM_NOT_MET` -> `Price distance minimum not met`. */
const plainWords = (reason: string): string => {
  const words = reason.toLowerCase().replace(/_/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const TEXTS: Readonly<Record<string, string>> = Object.freeze({
  UNITS_MISSING: 'Order units have not been not specified',
  UNITS_INVALID: 'Order units specified are invalid',
  UNITS_PRECISION_EXCEEDED: "The units specified contain more precision than is allowed for the Order's instrument",
  UNITS_LIMIT_EXCEEDED: 'The units specified exceeds the maximum number of units allowed',
  UNITS_MINIMUM_NOT_MET: 'The units specified is less than the minimum number of units required',
  INSTRUMENT_MISSING: 'Order instrument has not been specified',
  INSTRUMENT_UNKNOWN: 'The instrument specified is unknown',
  INSTRUMENT_NOT_TRADEABLE: 'The instrument specified is not tradeable by the Account',
  INSTRUMENT_PRICE_UNKNOWN: 'The current price of the instrument is unknown',
  PRICE_MISSING: 'The price has not been specified',
  PRICE_INVALID: 'The price specified is invalid',
  PRICE_PRECISION_EXCEEDED: 'The price specified contains more precision than is allowed for the instrument',
  PRICE_BOUND_INVALID: 'The price bound specified is invalid',
  PRICE_BOUND_PRECISION_EXCEEDED:
    "The price bound specified contains more precision than is allowed for the Order's instrument",
  TIME_IN_FORCE_INVALID: 'The TimeInForce specified is invalid',
  TIME_IN_FORCE_GTD_TIMESTAMP_MISSING: 'The TimeInForce is GTD but no GTD timestamp is provided',
  TIME_IN_FORCE_GTD_TIMESTAMP_IN_PAST: 'The TimeInForce is GTD but the GTD timestamp is in the past',
  TRIGGER_CONDITION_INVALID: 'The trigger condition specified is invalid',
  TAKE_PROFIT_ON_FILL_PRICE_PRECISION_EXCEEDED:
    "The Take Profit on fill specified contains a price with more precision than is allowed by the Order's instrument",
  STOP_LOSS_ON_FILL_PRICE_PRECISION_EXCEEDED:
    "The Stop Loss on fill specifies a price with more precision than is allowed by the Order's instrument",
  STOP_LOSS_ON_FILL_PRICE_AND_DISTANCE_BOTH_SPECIFIED:
    'The Stop Loss on fill contains both the price and distance fields.',
  STOP_LOSS_ON_FILL_PRICE_AND_DISTANCE_BOTH_MISSING:
    'The Stop Loss on fill contains neither the price nor distance fields.',
  STOP_LOSS_ORDER_PRICE_AND_DISTANCE_BOTH_SPECIFIED:
    'The Stop Loss Order request contains both the price and distance fields.',
  STOP_LOSS_ORDER_PRICE_AND_DISTANCE_BOTH_MISSING:
    'The Stop Loss Order request contains neither the price nor distance fields.',
  CLIENT_ORDER_ID_INVALID: 'The client Order ID specified is invalid',
  CLIENT_ORDER_ID_ALREADY_EXISTS: 'The client Order ID specified is already assigned to another pending Order',
  CLIENT_ORDER_TAG_INVALID: 'The client Order tag specified is invalid',
  CLIENT_ORDER_COMMENT_INVALID: 'The client Order comment specified is invalid',
  CLIENT_TRADE_ID_INVALID: 'The client Trade ID specified is invalid',
  CLIENT_TRADE_ID_ALREADY_EXISTS: 'The client Trade ID specified is already assigned to another open Trade',
  CLIENT_TRADE_TAG_INVALID: 'The client Trade tag specified is invalid',
  CLIENT_TRADE_COMMENT_INVALID: 'The client Trade comment is invalid',
  ORDER_DOESNT_EXIST: 'The Order specified does not exist',
  TRADE_DOESNT_EXIST: 'The Trade specified does not exist',
  TRADE_IDENTIFIER_MISSING: 'Neither the Trade ID nor client Trade ID are specified',
  CLOSE_TRADE_UNITS_EXCEED_TRADE_SIZE:
    'The request to partially close a Trade specifies a number of units that exceeds the current size of the given Trade',
  CLOSEOUT_POSITION_DOESNT_EXIST: 'The Position requested to be closed out does not exist',
  CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE:
    'A partial Position closeout request specifies a number of units that exceeds the current Position',
  MARGIN_RATE_INVALID: 'The margin rate provided is invalid',
  CLIENT_CONFIGURE_DATA_MISSING: 'No configuration parameters provided',
  REPLACING_ORDER_INVALID: 'The Order to be replaced has a different type than the replacing Order.',
  ACCOUNT_NOT_ACTIVE: 'The Account is not active',
  ACCOUNT_LOCKED: 'The Account is locked',
  ACCOUNT_ORDER_CREATION_LOCKED: 'The Account is locked for Order creation',
})

/** Refusals of the order itself: market, money, size, price, names. */
import { NEVER, PAUSES, refusalGroup, type Refusal } from './refusal.js'

const CHECKED = `checked before it is sent: should it come all the same, ${PAUSES}`

export const REFUSALS_OF_ORDERS: readonly Refusal[] = Object.freeze([
  refusalGroup(
    { cancel: 'MARKET_HALTED INSTRUMENT_BID_HALTED INSTRUMENT_ASK_HALTED' },
    'trading in the instrument is halted: the week is over, the daily break, or news',
    'an increase pauses; a close is ordered again each minute, and alarm `exits` names it; the stop stays at the broker',
  ),
  refusalGroup(
    { cancel: 'INSTRUMENT_BID_REDUCE_ONLY INSTRUMENT_ASK_REDUCE_ONLY' },
    'positions of the instrument may only be reduced now',
    PAUSES,
  ),
  refusalGroup(
    { reject: 'INSTRUMENT_NOT_TRADEABLE INSTRUMENT_UNKNOWN INSTRUMENT_MISSING', both: '' },
    'the account may not trade the instrument, or its name is wrong',
    '`sep live` does not start with an instrument that the account lacks; `sep doctor` names it',
  ),
  refusalGroup({ reject: 'INSTRUMENT_PRICE_UNKNOWN' }, 'the broker has no price of the instrument', PAUSES),
  refusalGroup(
    { both: 'INSUFFICIENT_MARGIN' },
    'the free margin does not carry the order',
    `sizes keep to the margin budget of the settings, taken from the broker's own sums: ${PAUSES}`,
  ),
  refusalGroup(
    { cancel: 'BOUNDS_VIOLATION' },
    'the market is beyond the worst price that the order allows',
    `every increase has such a bound: it is never filled worse. Here ${PAUSES}`,
  ),
  refusalGroup(
    { cancel: 'INSUFFICIENT_LIQUIDITY TIME_IN_FORCE_EXPIRED' },
    'not all units could be filled at once (SEP orders all or none, FOK)',
    PAUSES,
  ),
  refusalGroup(
    { cancel: 'FIFO_VIOLATION FIFO_VIOLATION_SAFEGUARD_VIOLATION FIFO_VIOLATION_SAFEGUARD_PARTIAL_CLOSE_VIOLATION' },
    'US rule: equal trades close first in first out, and each trade with a stop or take profit needs a size of its own per pair',
    `SEP_DIVISION=us sizes and closes by that rule; with \`other\` on such an account ${PAUSES}`,
  ),
  refusalGroup(
    {
      both: 'CLIENT_TRADE_ID_ALREADY_EXISTS',
      reject: 'CLIENT_ORDER_ID_ALREADY_EXISTS ORDERS_ON_FILL_DUPLICATE_CLIENT_ORDER_IDS',
    },
    'the name of the order or trade is in use',
    'a name is the hash of a decision, and a decision is sent once: the refusal is the second safety against a double order',
  ),
  refusalGroup(
    {
      reject:
        'CLIENT_ORDER_ID_INVALID CLIENT_ORDER_TAG_INVALID CLIENT_ORDER_COMMENT_INVALID CLIENT_TRADE_ID_INVALID CLIENT_TRADE_TAG_INVALID ' +
        'CLIENT_TRADE_COMMENT_INVALID TRADE_ON_FILL_CLIENT_EXTENSIONS_NOT_SUPPORTED CLIENT_EXTENSIONS_DATA_MISSING',
    },
    'names and tags are not accepted, as on accounts of MetaTrader',
    'accounts of MetaTrader are refused at the start; SEP needs its tag to know its trades',
  ),
  refusalGroup(
    {
      reject:
        'UNITS_MISSING UNITS_INVALID UNITS_PRECISION_EXCEEDED UNITS_LIMIT_EXCEEDED UNITS_MINIMUM_NOT_MET UNITS_MIMIMUM_NOT_MET',
    },
    'the size is none, off the grid, or out of the bounds of the instrument (one spelling is the broker’s of 2018)',
    `sizes are rounded to the instrument's grid and its bounds: ${CHECKED}`,
  ),
  refusalGroup(
    {
      cancel: 'POSITION_SIZE_EXCEEDED ACCOUNT_POSITION_VALUE_LIMIT_EXCEEDED OPEN_TRADES_ALLOWED_EXCEEDED',
      both: 'PENDING_ORDERS_ALLOWED_EXCEEDED',
    },
    'the account has reached a limit of the broker: size, value, number of trades or of pending orders',
    PAUSES,
  ),
  refusalGroup(
    {
      reject:
        'PRICE_MISSING PRICE_INVALID PRICE_PRECISION_EXCEEDED PRICE_BOUND_INVALID PRICE_BOUND_PRECISION_EXCEEDED PRICE_DISTANCE_MISSING ' +
        'PRICE_DISTANCE_INVALID PRICE_DISTANCE_PRECISION_EXCEEDED PRICE_DISTANCE_MAXIMUM_EXCEEDED PRICE_DISTANCE_MINIMUM_NOT_MET',
    },
    'a price or distance is absent, off the grid, or out of bounds',
    `prices have the decimals that the instrument's specification names: ${CHECKED}`,
  ),
  refusalGroup(
    {
      reject:
        'TIME_IN_FORCE_MISSING TIME_IN_FORCE_INVALID TIME_IN_FORCE_GTD_TIMESTAMP_MISSING TIME_IN_FORCE_GTD_TIMESTAMP_IN_PAST ' +
        'ORDER_FILL_POSITION_ACTION_MISSING ORDER_FILL_POSITION_ACTION_INVALID TRIGGER_CONDITION_MISSING TRIGGER_CONDITION_INVALID ' +
        'ORDER_PARTIAL_FILL_OPTION_MISSING ORDER_PARTIAL_FILL_OPTION_INVALID INVALID_REISSUE_IMMEDIATE_PARTIAL_FILL',
    },
    'how long an order lives, what it may fill, or what triggers it is not accepted',
    'SEP sends market orders with FOK and DEFAULT or OPEN_ONLY alone, brackets with GTC',
  ),
])

export const REFUSALS_OF_CHANGES: readonly Refusal[] = Object.freeze([
  refusalGroup(
    { reject: 'TRADE_DOESNT_EXIST TRADE_ID_UNSPECIFIED TRADE_IDENTIFIER_INCONSISTENCY' },
    'there is no such trade: a stop or take profit, or another hand, has closed it',
    'the close is over; the fill that closed the trade comes with the transactions and is booked',
  ),
  refusalGroup(
    { reject: 'CLOSE_TRADE_TYPE_MISSING CLOSE_TRADE_PARTIAL_UNITS_MISSING CLOSE_TRADE_UNITS_EXCEED_TRADE_SIZE' },
    'a partial close of more than is open, or of nothing',
    'a part is sent once and never again; the next slice decides by what is open then',
  ),
  refusalGroup(
    {
      reject:
        'CLOSEOUT_POSITION_DOESNT_EXIST CLOSEOUT_POSITION_INCOMPLETE_SPECIFICATION CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE ' +
        'CLOSEOUT_POSITION_REJECT CLOSEOUT_POSITION_PARTIAL_UNITS_MISSING',
      cancel: 'POSITION_CLOSEOUT_FAILED',
    },
    'the close of a whole position failed',
    `${NEVER}: it closes trades by their ids`,
  ),
  refusalGroup(
    {
      reject:
        'ORDER_DOESNT_EXIST ORDER_ID_UNSPECIFIED ORDER_IDENTIFIER_INCONSISTENCY REPLACING_ORDER_INVALID REPLACING_TRADE_ID_INVALID ' +
        'OCA_ORDER_IDS_STOP_LOSS_NOT_ALLOWED ORDER_CANCEL_WOULD_TRIGGER_CLOSEOUT',
    },
    'an order cannot be changed, replaced or cancelled',
    `${NEVER}: it neither changes nor cancels orders`,
  ),
  refusalGroup(
    { cancel: 'CLIENT_REQUEST CLIENT_REQUEST_REPLACED DIVIDEND_ADJUSTMENT_REPLACED MIGRATION' },
    'the order was cancelled or replaced by a person, another program, or the broker',
    'no refusal; a stop that is cancelled by hand is gone: SEP does not place it again',
  ),
  refusalGroup(
    { cancel: 'LINKED_TRADE_CLOSED' },
    'the trade of a stop or take profit is closed, so its orders are gone',
    'as it should be: each close has one',
  ),
  refusalGroup(
    {
      reject:
        'ACCOUNT_NOT_ACTIVE ACCOUNT_ORDER_CANCEL_LOCKED ACCOUNT_CONFIGURATION_LOCKED ACCOUNT_DEPOSIT_LOCKED ACCOUNT_WITHDRAWAL_LOCKED',
      both: 'ACCOUNT_LOCKED ACCOUNT_ORDER_CREATION_LOCKED',
      cancel: 'ACCOUNT_NEW_POSITIONS_LOCKED ACCOUNT_ORDER_FILL_LOCKED',
    },
    'the broker has locked the account, wholly or for this: margin closeout, verification, closed account',
    `ask the broker. Here ${PAUSES}; closes are refused too, only stops at the broker are left`,
  ),
  refusalGroup({ both: 'INTERNAL_SERVER_ERROR' }, 'the broker failed', PAUSES),
  refusalGroup(
    {
      reject:
        'MARGIN_RATE_INVALID MARGIN_RATE_WOULD_TRIGGER_CLOSEOUT MARGIN_RATE_WOULD_TRIGGER_MARGIN_CALL ALIAS_INVALID ' +
        'CLIENT_CONFIGURE_DATA_MISSING ADMIN_CONFIGURE_DATA_MISSING MARKUP_GROUP_ID_INVALID POSITION_AGGREGATION_MODE_INVALID ' +
        'AMOUNT_INVALID AMOUNT_MISSING INSUFFICIENT_FUNDS FUNDING_REASON_MISSING',
    },
    'a change of the account, or a transfer of money, is refused',
    `${NEVER}: it changes no account and moves no money`,
  ),
])

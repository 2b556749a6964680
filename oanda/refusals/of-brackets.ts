/** Refusals of the stops and take profits that an order brings along, or that stand alone. */
import { family, NEVER, PAUSES, refusalGroup, type Refusal } from './refusal.js'

const FORM = `
  PRICE_MISSING PRICE_INVALID PRICE_PRECISION_EXCEEDED TIME_IN_FORCE_MISSING TIME_IN_FORCE_INVALID GTD_TIMESTAMP_MISSING
  GTD_TIMESTAMP_IN_PAST CLIENT_ORDER_ID_INVALID CLIENT_ORDER_TAG_INVALID CLIENT_ORDER_COMMENT_INVALID TRIGGER_CONDITION_MISSING
  TRIGGER_CONDITION_INVALID`
const DISTANCE = `
  DISTANCE_INVALID PRICE_DISTANCE_MAXIMUM_EXCEEDED DISTANCE_PRECISION_EXCEEDED PRICE_AND_DISTANCE_BOTH_SPECIFIED
  PRICE_AND_DISTANCE_BOTH_MISSING`
const TRAILING = `
  PRICE_DISTANCE_MISSING PRICE_DISTANCE_INVALID PRICE_DISTANCE_PRECISION_EXCEEDED PRICE_DISTANCE_MAXIMUM_EXCEEDED
  PRICE_DISTANCE_MINIMUM_NOT_MET TIME_IN_FORCE_MISSING TIME_IN_FORCE_INVALID GTD_TIMESTAMP_MISSING GTD_TIMESTAMP_IN_PAST
  CLIENT_ORDER_ID_INVALID CLIENT_ORDER_TAG_INVALID CLIENT_ORDER_COMMENT_INVALID TRIGGER_CONDITION_MISSING TRIGGER_CONDITION_INVALID`
const RMO = `
  RMO_MUTUAL_EXCLUSIVITY_MUTUALLY_EXCLUSIVE_VIOLATION RMO_MUTUAL_EXCLUSIVITY_GSLO_EXCLUDES_OTHERS_VIOLATION`
const ONE_RISK_ORDER = `${PAUSES}; an account of this kind needs a graph of your own with one bracket a trade`

export const REFUSALS_OF_BRACKETS: readonly Refusal[] = Object.freeze([
  refusalGroup(
    { cancel: 'STOP_LOSS_ON_FILL_LOSS TAKE_PROFIT_ON_FILL_LOSS LOSING_TAKE_PROFIT' },
    'the market has passed the stop or the take profit already when the order fills',
    `brackets are sent as distances from the fill, so a gap alone can do it: ${PAUSES}`,
  ),
  refusalGroup(
    {
      reject: `${family('STOP_LOSS_ON_FILL', `${FORM} ${DISTANCE}`)} ${family('TAKE_PROFIT_ON_FILL', FORM)}`,
      cancel: `
        ${family('STOP_LOSS_ON_FILL', 'GTD_TIMESTAMP_IN_PAST PRICE_DISTANCE_MAXIMUM_EXCEEDED')}
        ${family('STOP_LOSS_ON_FILL', 'TIME_IN_FORCE_INVALID TRIGGER_CONDITION_INVALID')}
        ${family('TAKE_PROFIT_ON_FILL', 'GTD_TIMESTAMP_IN_PAST PRICE_DISTANCE_MAXIMUM_EXCEEDED')}`,
    },
    'the stop or take profit of the order is absent, off the grid, too far away, or of a wrong kind',
    `distances have the instrument's decimals and keep to its bounds: ${PAUSES}`,
  ),
  refusalGroup(
    {
      cancel:
        'TAKE_PROFIT_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS ' +
        'GUARANTEED_STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS TRAILING_STOP_LOSS_ON_FILL_CLIENT_ORDER_ID_ALREADY_EXISTS',
    },
    'the name of a bracket is in use',
    `${NEVER}: its brackets have no names`,
  ),
  refusalGroup(
    { reject: 'STOP_LOSS_ON_FILL_REQUIRED_FOR_PENDING_ORDER', cancel: 'STOP_LOSS_ON_FILL_REQUIRED' },
    'the account takes no order without a stop',
    'every increase of `sep live` has one',
  ),
  refusalGroup(
    {
      both: 'STOP_LOSS_ON_FILL_GUARANTEED_REQUIRED GUARANTEED_STOP_LOSS_ON_FILL_REQUIRED',
      reject:
        'STOP_LOSS_ORDER_GUARANTEED_REQUIRED GUARANTEED_STOP_LOSS_ORDER_REQUIRED GUARANTEED_STOP_LOSS_ON_FILL_REQUIRED_FOR_PENDING_ORDER',
    },
    'the account takes guaranteed stops alone (`guaranteedStopLossOrderMode` REQUIRED)',
    'such an account is refused at the start, in words; ask the broker for another mode',
  ),
  refusalGroup(
    {
      both: family('ORDERS_ON_FILL', RMO),
      reject: `${family('STOP_LOSS_ORDER', RMO)} ${family('TRAILING_STOP_LOSS_ORDER', RMO)}`,
    },
    'the account allows one risk order a trade, or a guaranteed stop without others',
    ONE_RISK_ORDER,
  ),
  refusalGroup(
    {
      reject:
        'TAKE_PROFIT_ORDER_WOULD_VIOLATE_FIFO_VIOLATION_SAFEGUARD STOP_LOSS_ORDER_WOULD_VIOLATE_FIFO_VIOLATION_SAFEGUARD ' +
        'GUARANTEED_STOP_LOSS_ORDER_WOULD_VIOLATE_FIFO_VIOLATION_SAFEGUARD TRAILING_STOP_LOSS_ORDER_WOULD_VIOLATE_FIFO_VIOLATION_SAFEGUARD',
    },
    'US rule: another trade of the pair has the same size',
    'SEP_DIVISION=us gives each trade a size of its own',
  ),
  refusalGroup(
    {
      reject:
        'TAKE_PROFIT_ORDER_ALREADY_EXISTS STOP_LOSS_ORDER_ALREADY_EXISTS TRAILING_STOP_LOSS_ORDER_ALREADY_EXISTS ' +
        'STOP_LOSS_ORDER_PRICE_AND_DISTANCE_BOTH_SPECIFIED STOP_LOSS_ORDER_PRICE_AND_DISTANCE_BOTH_MISSING ' +
        'STOP_LOSS_ORDER_NOT_CANCELABLE STOP_LOSS_ORDER_NOT_REPLACEABLE',
    },
    'a bracket that is added to, changed on or taken from an open trade is refused',
    `${NEVER}: brackets come with the order`,
  ),
  refusalGroup(
    {
      reject: `TRAILING_STOP_LOSS_ORDERS_NOT_SUPPORTED ${family('TRAILING_STOP_LOSS_ON_FILL', TRAILING)}`,
      cancel: 'TRAILING_STOP_LOSS_ON_FILL_GTD_TIMESTAMP_IN_PAST',
    },
    'a trailing stop is refused',
    `${NEVER}: it has no trailing stops`,
  ),
])

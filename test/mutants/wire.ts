/** Bugs between a request and the broker: what the bytes are, and what an answer means. */
import { mutantsOf } from './mutant.js'

const CLIENT = ['test/oanda']
const REJECTED = "{ kind: 'rejected', status, code: '', message: '', transactions: [], lastTransactionId: null }"

export const WIRE_MUTANTS = [
  ...mutantsOf('oanda/client/order-request.ts', [...CLIENT, 'test/api/paper-broker/conformance.test.ts'], {
    'a short goes out as a long': ['units: entry.units,', "units: entry.units.replace('-', ''),"],
    'the order may reduce a position': [
      "positionFill: entry.openOnly ? 'OPEN_ONLY' : 'DEFAULT'",
      "positionFill: 'REDUCE_FIRST'",
    ],
    'the bound is left out': ['priceBound: entry.priceBound,', ''],
    'the order may fill in part': ["timeInForce: 'FOK'", "timeInForce: 'IOC'"],
    'the order is not marked as ours': ["const TAG = 'sep'", "const TAG = ''"],
    'the stop is left off the wire': [
      "...(entry.stopLoss && { stopLossOnFill: { ...entry.stopLoss, timeInForce: 'GTC' } }),",
      '',
    ],
    'the decision does not name the trade': ['tradeClientExtensions: extensions,', ''],
    'a close goes to another trade': ['encodeURIComponent(order.tradeId)', 'encodeURIComponent(`${order.tradeId}1`)'],
    'a partial close closes all': ['body: { units: order.units },', "body: { units: 'ALL' },"],
  }),
  ...mutantsOf('oanda/client/order-reply.ts', CLIENT, {
    'a server error counts as a rejection': ['if (!DEFINITE.includes(status)) return', 'if (status < 100) return'],
    'a limit counts as a rejection': ['[200, 201, 400, 401, 403, 404]', '[200, 201, 400, 401, 403, 404, 429]'],
    'the JSON of a gateway counts as a rejection': ['if (!errorMessage) return', 'if (false as boolean) return'],
    'a refusal without a body counts as a rejection': [
      'if (!document || !result.success) return `HTTP ${status}, ${FOREIGN}`',
      `if (status > 400 && !document) return ${REJECTED}\nif (!document || !result.success) return \`\``,
    ],
    'an answer to another order counts': ['if (other) return', 'if (other && status < 100) return'],
    'an answer with an unreadable transaction counts': [
      'if (!transactions) return `HTTP ${status} with an unreadable transaction`',
      `if (!transactions) return ${REJECTED}`,
    ],
    'a refusal that carries an order counts as a refusal': [
      "if (!transactions.every(({ type }) => type.endsWith('_REJECT'))) return `HTTP ${status} with an order in it`\n",
      '',
    ],
    'an empty answer counts as accepted': [
      'if (transactions.length === 0 || lastTransactionID === null) return `HTTP ${status} without transactions`\n',
      '',
    ],
  }),
]

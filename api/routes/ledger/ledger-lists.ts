/** The columns of each list of the ledger in a file. */
import type { FileColumn } from './table-file.js'

const TIMES = ['tsMs', 'entryMs', 'exitMs']
const NUMBERS = ['units', 'bid', 'ask', 'stopPrice', 'takePrice', 'price', 'pnl', 'costs', 'entryPrice', 'exitPrice']
const MORE_NUMBERS = ['net', 'netBps', 'amount']

const columns = (names: string): readonly FileColumn[] =>
  names.split(' ').map((name) => ({
    name,
    type: TIMES.includes(name) ? 'time' : [...NUMBERS, ...MORE_NUMBERS].includes(name) ? 'double' : 'text',
  }))

export const LEDGER_LISTS = Object.freeze({
  orders: columns('id tsMs instrument units leg reason bid ask stopPrice takePrice trimmedBy place state'),
  fills: columns('id tsMs instrument units price reason pnl costs tradeId'),
  trades: columns('instrument side units entryMs exitMs entryPrice exitPrice net netBps reason'),
  transactions: columns('id type tsMs instrument units price amount reason origin decisionId'),
  controls: columns('id tsMs by kind text state'),
})

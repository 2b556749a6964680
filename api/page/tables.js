// The account, the table of instruments and the table of orders; every number has an explanation.
import { byId, keepChildren, make, setText } from './dom.js'
import { hourMinute, NONE, number, price, tone } from './format.js'

const side = (units) => (units > 0 ? 'long' : units < 0 ? 'short' : NONE)

const INSTRUMENT_COLUMNS = [
  {
    head: 'Instrument',
    title: 'Base and quote currency. Select one to see its candles and why it trades or not.',
  },
  {
    head: 'bid',
    title: 'Price at which you can sell, at the close of the slice',
    cell: (r) => [price(r.instrument, r.bid)],
  },
  { head: 'ask', title: 'Price at which you can buy', cell: (r) => [price(r.instrument, r.ask)] },
  {
    head: 'spread',
    title: 'Ask minus bid in bps (hundredths of a percent of the price)',
    cell: (r) => [number(r.spreadBps)],
  },
  {
    head: 'coher.',
    title: 'Coherence of the last 128 minutes, 0 to 1: how orderly the market moves. Entries need at least c_min.',
    cell: (r) => [number(r.coherence, 3)],
  },
  { head: 'stab.', title: 'Stability, 0 to 1', cell: (r) => [number(r.stability, 3)] },
  {
    head: 'rupt.',
    title: 'Rupture, 0 to 1: share of minutes in which the order broke down',
    cell: (r) => [number(r.rupture, 3)],
  },
  { head: 'entr.', title: 'Entropy, 0 to 1: 1 is pure noise', cell: (r) => [number(r.entropy, 3)] },
  {
    head: 'slope',
    title: 'Slope of the last twelve closes, bps from the first to the last',
    cell: (r) => [number(r.slopeBps, 1)],
  },
  {
    head: 'direction',
    title: 'Long or short if slope, change in coherence and price agree',
    cell: (r) => [side(r.direction), tone(r.direction)],
  },
  {
    head: 'guards',
    title: 'Market guards that block now; an entry needs all of them to pass',
    cell: (r) => (r.failed.length ? [r.failed.join(' '), 'dim'] : ['pass', 'up']),
  },
  {
    head: 'gate',
    title: 'on: the shadow strategy has earned enough to trade for real; off, warming, cooldown: not now',
    cell: (r) => [r.gate, r.gate === 'on' ? 'up' : 'dim'],
  },
  {
    head: 'shadow',
    title: 'Shadow trades in the last 30 days and their result in bps, net of spread and slippage',
    cell: (r) => [`${number(r.shadowTrades, 0)} / ${number(r.shadowBps, 0)}`, tone(r.shadowBps)],
  },
  {
    head: 'weight',
    title: 'Share of the budget if the instrument has a place. f: the place is filled although the gate is not on',
    cell: (r) => (r.weight > 0 ? [`${number(r.weight)}${r.filled ? ' f' : ''}`] : [NONE, 'dim']),
  },
  {
    head: 'units',
    title: 'Units of the base currency held, negative = short; + units in flight',
    cell: (r) => [
      `${r.units === 0 ? NONE : number(r.units, 0)}${r.pendingUnits ? ` + ${number(r.pendingUnits, 0)}` : ''}`,
      tone(r.units),
    ],
  },
  {
    head: 'entry',
    title: 'Average entry price of the position',
    cell: (r) => [r.units === 0 ? NONE : price(r.instrument, r.entryPrice)],
  },
  {
    head: 'stop',
    title: 'Price at which the broker closes the position at a loss',
    cell: (r) => [r.units === 0 ? NONE : price(r.instrument, r.stopPrice)],
  },
  {
    head: 'unreal.',
    title: 'Profit or loss if the position were closed now, in the home currency',
    cell: (r) => (r.units === 0 ? [NONE, 'dim'] : [number(r.unrealized), tone(r.unrealized)]),
  },
]

const ORDER_COLUMNS = [
  { head: 'Time', title: 'Slice in which the order was decided, UTC; select it to see why' },
  { head: 'instrument', title: 'Base and quote currency', cell: (o) => [o.instrument] },
  {
    head: 'order',
    title: 'Buy or sell; close reduces or ends a position',
    cell: (o) => [`${o.leg === 'close' ? 'close, ' : ''}${o.units > 0 ? 'buy' : 'sell'}`, tone(o.units)],
  },
  { head: 'units', title: 'Units of the base currency', cell: (o) => [number(Math.abs(o.units), 0)] },
  { head: 'reason', title: 'Why the order was placed', cell: (o) => [o.reason] },
  {
    head: 'place',
    title: 'gated: the gate is on; filled: the place was filled although the gate is not on',
    cell: (o) => [o.place ?? NONE, 'dim'],
  },
  { head: 'bid', title: 'Bid at the decision', cell: (o) => [price(o.instrument, o.bid)] },
  { head: 'ask', title: 'Ask at the decision', cell: (o) => [price(o.instrument, o.ask)] },
]

const setUp = (table, columns) => {
  if (table.tHead) return
  table
    .createTHead()
    .insertRow()
    .append(...columns.map(({ head, title }) => make('th', { scope: 'col', title }, head)))
  table.createTBody()
}
const createRow = (columns, button) => {
  const row = document.createElement('tr')
  row.append(make('th', { scope: 'row' }, button), ...columns.slice(1).map(() => document.createElement('td')))
  return row
}
const fillRow = (columns, row, item) => {
  columns.slice(1).forEach(({ cell }, n) => {
    const [text, style = ''] = cell(item)
    const td = row.cells[n + 1]
    setText(td, text)
    if (td.className !== style) td.className = style
  })
}

// `choose` receives the name of the instrument that the reader selects.
export const showInstruments = (instruments, chosen, choose) => {
  const table = byId('instruments')
  setUp(table, INSTRUMENT_COLUMNS)
  keepChildren(
    table.tBodies[0],
    instruments,
    (r) => r.instrument,
    (r) => {
      const button = make('button', { type: 'button', class: 'link', title: `Show ${r.instrument}` }, r.instrument)
      button.addEventListener('click', () => choose(r.instrument))
      return createRow(INSTRUMENT_COLUMNS, button)
    },
    (row, r) => {
      fillRow(INSTRUMENT_COLUMNS, row, r)
      row.className = `${r.instrument === chosen ? 'chosen' : ''} ${r.open ? '' : 'shut'}`.trim()
      const state = r.instrument === chosen ? 'true' : 'false'
      row.cells[0].firstElementChild.setAttribute('aria-pressed', state)
      row.title = r.open ? '' : 'closed: no session of its currencies is open'
    },
  )
  const legend = byId('legend').lastElementChild
  if (!legend.children.length)
    legend.append(
      ...INSTRUMENT_COLUMNS.map(({ head, title }) => make('div', {}, make('dt', {}, head), make('dd', {}, title))),
    )
}

// `choose` receives the order that the reader selects.
export const showOrders = (orders, choose) => {
  byId('no-orders').hidden = orders.length > 0
  const table = byId('orders')
  table.parentElement.hidden = orders.length === 0
  setUp(table, ORDER_COLUMNS)
  keepChildren(
    table.tBodies[0],
    orders,
    (o) => `${o.tsMs} ${o.instrument} ${o.leg}`,
    (o) => {
      const button = make(
        'button',
        { type: 'button', class: 'link', title: `Why this order of ${o.instrument}` },
        hourMinute(o.tsMs),
      )
      button.addEventListener('click', () => choose(o))
      return createRow(ORDER_COLUMNS, button)
    },
    (row, o) => fillRow(ORDER_COLUMNS, row, o),
  )
}

const refusals = (refused) => {
  const all = Object.entries(refused).sort((a, b) => b[1] - a[1])
  if (all.length === 0) return ['none', '']
  return [
    all
      .slice(0, 2)
      .map(([guard, count]) => `${guard.replaceAll('_', ' ')} ${number(count, 0)}`)
      .join(', '),
    all.map(([guard, count]) => `${guard} ${count}`).join(', '),
  ]
}

export const showAccount = (status) => {
  const change = status.nav - status.capital
  const ratio = (100 * status.marginUsed) / (status.marginUsed + status.marginAvailable)
  const [most, every] = refusals(status.refused)
  const facts = [
    ['NAV', `${number(status.nav)} ${status.home}`, 'Net asset value: balance plus unrealised profit or loss'],
    [
      'Since the start',
      `${change > 0 ? '+' : ''}${number(change)} (${number((100 * change) / status.capital)} %)`,
      `Compared with the capital of ${number(status.capital, 0)}`,
      tone(change),
    ],
    [
      'Unrealised',
      number(status.nav - status.balance),
      'Profit or loss of open positions',
      tone(status.nav - status.balance),
    ],
    ['Drawdown', `${number(status.drawdownPct)} %`, 'Distance below the highest NAV so far'],
    [
      'Margin used',
      `${number(ratio, 1)} %`,
      `${number(status.marginUsed)} of ${number(status.marginUsed + status.marginAvailable)}; increases stop at 30 %`,
    ],
    ['Costs', number(status.costs), 'Spread, slippage and conversion paid'],
    [
      'Trades closed',
      status.trades ? `${number(status.trades, 0)}, ${number((100 * status.wins) / status.trades, 0)} % won` : '0',
      'Round trips; a position built in steps counts as several',
    ],
    ['Refused', most, `Increases refused by the risk guards${every ? `: ${every}` : ''}`],
  ]
  keepChildren(
    byId('account'),
    facts,
    ([name]) => name,
    ([name]) => make('div', {}, make('dt', {}, name), make('dd')),
    (div, [, text, title, style = '']) => {
      div.title = title
      setText(div.lastElementChild, text)
      div.lastElementChild.className = style
    },
  )
}

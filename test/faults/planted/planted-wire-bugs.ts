/** Bugs between a decision and its order at the broker. */
import { quietRates } from '../fault-rates.js'
import { Readable } from 'node:stream'
import { bentBody, bentEntry, withSend, withWire } from './bends.js'
import type { PlantedBug } from './planted-bug.js'

export const WIRE_BUGS: readonly PlantedBug[] = [
  {
    name: 'a clock that is off stops nothing',
    detectedBy: /^C3: .* while the clock was/,
    options: { rates: () => ({ ...quietRates(), clockSteps: 3 }), bends: { ignoresSkew: true } },
  },
  {
    name: 'a short leaves as a long',
    detectedBy: /^C13: .* units is "1000" at the broker/,
    options: { bends: bentEntry((entry) => ({ ...entry, units: entry.units.replace('-', '') })) },
  },
  {
    name: 'an order leaves for another instrument',
    detectedBy: /^C13: .* instrument is "AUD_USD" at the broker/,
    options: { bends: bentEntry((entry) => ({ ...entry, instrument: 'AUD_USD' })) },
  },
  {
    name: 'the stop stands closer than decided',
    detectedBy: /^C13: .* stopLossOnFill/,
    options: { bends: bentEntry((entry) => ({ ...entry, stopLoss: { distance: '0.00100' } })) },
  },
  {
    name: 'an order leaves without its bound',
    detectedBy: /^C13: .* priceBound/,
    options: { bends: bentEntry((entry) => ({ ...entry, priceBound: '9.00000' })) },
  },
  {
    name: 'a close takes the trade whole',
    detectedBy: /^C13: .* tradeClose/,
    options: { bends: withSend((send, order) => send(order.leg === 'close' ? { ...order, units: 'ALL' } : order)) },
  },
  {
    name: 'the client turns the side of a short',
    detectedBy: /^C13: .* units is "1000" at the broker/,
    options: { bends: bentBody(/"units":"-/, '"units":"') },
  },
  {
    name: 'the client does not name the trade',
    detectedBy: /^C13: .* tradeClientExtensions/,
    options: { bends: bentBody(/"tradeClientExtensions":\{[^}]*\},?/, '') },
  },
  {
    name: 'the client reads a server error as a refusal',
    detectedBy: /^C2: .* still in flight/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: withWire(async (open, order) => {
        const opened = await open(order)
        if (!opened.ok || opened.status < 500) return opened
        return { ...opened, status: 400, headers: JSON_TYPE, body: Readable.from([REFUSED]) }
      }),
    },
  },
  {
    name: "the client reads a proxy's refusal as the broker's",
    detectedBy: /^C2: .* still in flight/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: withWire(async (open, order) => {
        const opened = await open(order)
        if (!opened.ok || ![401, 403, 404].includes(opened.status)) return opened
        return { ...opened, headers: JSON_TYPE, body: Readable.from([REFUSED]) }
      }),
    },
  },
  {
    name: 'the client sends an order again after a reset',
    detectedBy: /^C2: .* posted twice/,
    options: {
      bends: withWire(async (open, order) => {
        const opened = await open(order)
        return opened.ok || !opened.sent ? opened : open(order)
      }),
    },
  },
  {
    name: 'the client takes a broken answer for a connection that never stood',
    detectedBy: /^C2: .* still in flight/,
    options: {
      rates: () => ({ ...quietRates(), requestLate: 0.5 }),
      bends: withWire(async (open, order) => {
        const opened = await open(order)
        return opened.ok ? opened : { ...opened, sent: false }
      }),
    },
  },
]

const JSON_TYPE = { 'content-type': 'application/json' }
const REFUSED = Buffer.from('{"errorMessage":"refused"}')

/** Bugs between a decision and its order at the broker. */
import { quietRates } from '../fault-rates.js'
import { bentEntry, withSend } from './bends.js'
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
]

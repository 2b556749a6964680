/** Each instrument's newest row of every node. */
import type { z } from 'zod'
import { GATE_STATES, GUARDS, maskNames, REASONS } from '../../../../model/codes.js'
import type { pairSchema } from '../../../contract/trading.js'
import type { FrameContext } from '../frame-context.js'
import { inBps, money, priceOf, ratio } from '../rounded.js'
import { orNull, type SliceLook, timeOrNull } from '../slice-look.js'

export type PairRow = z.output<typeof pairSchema>

export const pairRows = ({ world }: FrameContext, look: SliceLook): readonly PairRow[] =>
  world.instruments.map(({ name, displayPrecision }, k) => {
    const price = priceOf(displayPrecision)
    const metric = (column: 'coherence' | 'stability' | 'rupture' | 'entropy' | 'lambdaHazard' | 'repetition') =>
      orNull(look.row('qfh', column, k))
    const broker = (column: 'units' | 'pendingUnits') => orNull(look.row('broker', column, k)) ?? 0
    return {
      instrument: name,
      traded: world.traded[k] === 1,
      open: look.row('session', 'open', k) === 1,
      displayPrecision,
      bid: price(look.row('quote', 'bid', k)),
      ask: price(look.row('quote', 'ask', k)),
      spreadBps: inBps(look.row('quote', 'spreadBps', k)),
      priceMs: timeOrNull(look.row('quote', 'quoteTsMs', k)),
      coherence: metric('coherence'),
      stability: metric('stability'),
      rupture: metric('rupture'),
      entropy: metric('entropy'),
      hazard: metric('lambdaHazard'),
      repetition: metric('repetition'),
      direction: orNull(look.row('direction', 'direction', k)) ?? 0,
      slopeBps: inBps(look.row('direction', 'slopeBps', k)),
      failed: maskNames(GUARDS, look.row('guards', 'failed', k)),
      gate: GATE_STATES[look.row('gates', 'state', k)] ?? 'warming',
      shadowTrades: orNull(look.row('gates', 'trades', k)) ?? 0,
      shadowBps: inBps(look.row('gates', 'pnlBps', k)),
      weight: ratio(look.row('allocate', 'weight', k)) ?? 0,
      filled: look.row('allocate', 'filled', k) === 1,
      score: orNull(look.row('allocate', 'score', k)),
      rank: orNull(look.row('allocate', 'rank', k)),
      units: broker('units'),
      pendingUnits: broker('pendingUnits'),
      unrealized: money(look.row('broker', 'unrealized', k)),
      side: orNull(look.row('strategy', 'side', k)) ?? 0,
      reason: REASONS[look.row('strategy', 'reason', k)] ?? 'none',
      lockUntilMs: timeOrNull(look.row('control', 'lockUntilMs', k)),
    }
  })

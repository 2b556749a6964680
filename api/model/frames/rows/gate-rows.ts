/** The rolling gates with what they are judged by. */
import type { z } from 'zod'
import { GATE_STATES } from '../../../../model/codes.js'
import { FAILS_TO_CLOSE, PASSES_TO_OPEN } from '../../../../operators/gates/gate-machine.js'
import type { gateSchema } from '../../../contract/trading.js'
import type { FrameContext } from '../frame-context.js'
import { inBps, ratio } from '../rounded.js'
import { orNull, type SliceLook, timeOrNull } from '../slice-look.js'

export type GateRow = z.output<typeof gateSchema>

/** Empty where the graph has no gates. */
export const gateRows = ({ traded }: FrameContext, look: SliceLook): readonly GateRow[] =>
  look.has('gates')
    ? traded.map(({ name, k }) => ({
        instrument: name,
        state: GATE_STATES[look.row('gates', 'state', k)] ?? 'warming',
        trades: orNull(look.row('gates', 'trades', k)) ?? 0,
        minTrades: orNull(look.row('gates', 'minTrades', k)),
        pnlBps: inBps(look.row('gates', 'pnlBps', k)),
        pnlFloorBps: inBps(look.row('gates', 'pnlMinBps', k)),
        calmar: ratio(look.row('gates', 'calmar', k)),
        calmarFloor: ratio(look.row('gates', 'calmarMin', k)),
        passes: orNull(look.row('gates', 'passes', k)) ?? 0,
        fails: orNull(look.row('gates', 'fails', k)) ?? 0,
        onAfter: PASSES_TO_OPEN,
        offAfter: FAILS_TO_CLOSE,
        cooldownUntilMs: timeOrNull(look.row('gates', 'cooldownUntilMs', k)),
        score: orNull(look.row('allocate', 'score', k)),
        weight: ratio(look.row('allocate', 'weight', k)) ?? 0,
      }))
    : []

/** The operator's control of one part of a live pipeline. */
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LiveContext } from '../context.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { type LiveControl, liveControl } from './control.js'

/** `runner` is null in a part that does not trade. */
export const openControl = async (
  context: LiveContext,
  lockUntilMs: Float64Array | null,
  runner: OrderRunner | null,
): Promise<LiveControl> => {
  const { store, clock, account, world, settings, target, crash, log, pausedAtFirst } = context
  const { heartbeatAgeMs } = context.market.board
  const switches = await readSwitches(store, account.id, pausedAtFirst)
  await runner?.setSwitches(switches)
  return liveControl({
    store,
    clock,
    account: account.id,
    world,
    fillTrades: settings.run.fillTrades ?? target.environment === 'paper',
    switches,
    lockUntilMs,
    heartbeatAgeMs,
    // The graph refuses increases during an outage, before the last gate would.
    connected: context.outages.isConnected,
    crash,
    onSwitches: async (now) => runner?.setSwitches(now),
    onReconcile: () => runner?.reconcile(),
    pausedAtFirst,
    log,
  })
}

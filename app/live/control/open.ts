/** The operator's control of one part of a live pipeline. */
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { Resumed } from '../../../streams/journal/resume.js'
import type { LiveContext } from '../context.js'
import { readSwitches } from '../../../streams/control/switches.js'
import { type LiveControl, liveControl } from './control.js'
import { inForce } from './in-force.js'

/** `resumed` is null in a part that makes no slices, `runner` in one that does not trade. */
export const openControl = async (
  context: LiveContext,
  resumed: Resumed | null,
  runner: OrderRunner | null,
): Promise<LiveControl> => {
  const { store, clock, machineClock, account, world, settings, target, crash, log, pausedAtFirst } = context
  const { heartbeatAgeMs } = context.market.board
  const isPaper = target.environment === 'paper'
  if (resumed !== null && isPaper && settings.run.fillTrades === null)
    log('on paper instruments trade that have not earned a place; practice and live refuse such orders (FILL_TRADES)')
  const switches = await readSwitches(store, account.id, pausedAtFirst)
  await runner?.setSwitches(switches)
  const control = liveControl({
    store,
    clock,
    machineClock,
    account: account.id,
    world,
    part: resumed === null ? 'trades' : runner === null ? 'slices' : 'all',
    fillTrades: settings.run.fillTrades ?? isPaper,
    switches,
    before: resumed ? inForce(resumed) : { lockUntilMs: null, flatten: null },
    since: context.requestsSince ?? null,
    heartbeatAgeMs,
    foreign: () => foreignTrades(runner),
    unreadable: () => runner?.state().unreadable.unreadable ?? [],
    // The graph refuses increases during an outage, before the last gate would.
    connected: context.outages.isConnected,
    crash,
    onSwitches: async (now) => runner?.setSwitches(now),
    onReconcile: () => runner?.reconcile(),
    pausedAtFirst,
    log,
  })
  if (resumed) runner?.onExecution(control.executed)
  return control
}

const foreignTrades = (runner: OrderRunner | null): readonly string[] =>
  [...(runner?.state().view.trades.values() ?? [])]
    .filter(({ own }) => !own)
    .map(({ id, instrument, units }) => `${instrument} ${units} (trade ${id}, not SEP's)`)

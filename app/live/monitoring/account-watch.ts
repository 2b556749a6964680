/** Keeps the reasons of `/ready` and the conditions of the alarms up to date while a session of a part runs. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import { nodes } from '../../../model/nodes.js'
import { ALARM_KINDS, type AlarmCode } from '../../../model/alarm-codes.js'
import { increaseRefusals } from '../../../sinks/execution/pre-send-checks.js'
import { conditionReports } from '../../../sinks/alarms/condition-reports.js'
import { foreignTrades } from '../../../sinks/alarms/foreign-trades.js'
import { stuckExits } from '../../../sinks/alarms/stuck-exits.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { Clock } from '../../../lib/clock.js'
import { latchesOf } from '../../../operators/risk/latches-of.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { World } from '../../../model/world.js'
import { configOf } from '../../config/graph-parts.js'
import type { LiveContext } from '../context.js'
import { accountReasons } from './account-reasons.js'
import { type AccountPulse, accountPulses } from '../events/heartbeat.js'
import { type InstrumentWatch, instrumentWatch, type InstrumentWatchInputs } from './instrument-watch.js'
import { sliceSilence } from './status.js'

export interface AccountWatchInputs extends InstrumentWatchInputs {
  /** Leases of the session, each with the clock of its times. */
  readonly leases: readonly { readonly keeper: LeaseKeeper; readonly clock: Clock; readonly what: string }[]
  /** `shut` of the risk guards in the state that was resumed. */
  readonly shutBefore: number
}
export interface AccountWatch {
  pulse(): AccountPulse
  /** Sees each slice after its orders are out. */
  readonly sink: FrameSink
  look(): void
  readonly instruments: InstrumentWatch['states']
}

export const accountWatch = (inputs: AccountWatchInputs): AccountWatch => {
  const { context, control, runner, frame } = inputs
  const { ready, alarms, clock, outages, settings } = context
  const startedMs = clock.nowMs()
  const report = conditionReports(alarms)
  const exits = stuckExits(context.world)
  let mode = control.switches()
  const pulses = accountPulses()
  const { onEvent = () => {} } = context
  const instruments = instrumentWatch(inputs)
  return {
    sink: {
      write: (now) => {
        instruments.write(now)
        void pulses.sink.write(now)
        report('exits', exits(now))
        if (isMinute(now)) report('candles', context.market.takeFault())
      },
    },
    instruments: instruments.states,
    pulse: () => pulses.pulse(clock.nowMs(), runner && heldInstruments(runner)),
    look: () => {
      const now = control.switches()
      if (now.killSwitch !== mode.killSwitch || now.paused !== mode.paused)
        onEvent({
          event: 'mode',
          tsMs: Math.floor(context.machineClock.nowMs()),
          killSwitch: now.killSwitch,
          paused: now.paused,
        })
      mode = now
      const newest = frame()
      const shut = newest && hasNode(newest, nodes.risk) ? columnsOf(newest, nodes.risk).shut[0] : undefined
      const found = accountReasons({
        areSwitchesRead: control.areSwitchesRead(),
        row: control.row(),
        maxHeartbeatAgeMs: settings.risk.maxHeartbeatAgeSec * 1000,
        shut: shut ?? inputs.shutBefore,
        gate: runner ? increaseRefusals(runner.state(), { ...timesOf(clock), outage: null }) : [],
        outage: outages.reason,
        lease: leaseReason(inputs),
        slices: sliceSilence(newest?.time.tsMs[0] ?? startedMs, clock.nowMs(), context.pace.silenceMs),
      })
      for (const [code, text] of found) {
        ready.set(code, text, 'watch')
        if (code in ALARM_KINDS && !ELSEWHERE.has(code)) report(code as AlarmCode, text)
      }
      for (const [code, text] of context.health.store.conditions()) report(code, text)
      report('foreign', runner && foreignTrades(runner))
      ready.set('instruments', instruments.reason(found.get('prices') !== null), 'watch')
    },
  }
}

const heldInstruments = (runner: NonNullable<AccountWatchInputs['runner']>): number =>
  new Set([...runner.state().view.trades.values()].flatMap(({ own, instrument }) => (own ? [instrument] : []))).size

/** Alarmed as events by their watches, or by what one reason comes from. */
const ELSEWHERE: ReadonlySet<string> = new Set(['kill_switch', 'drawdown', 'store'])

const isMinute = (frame: Frame): boolean =>
  !hasNode(frame, nodes.control) || columnsOf(frame, nodes.control).minute[0] !== 0

const timesOf = (clock: Clock) => ({ nowMs: clock.nowMs(), monoMs: clock.monotonicMs() })

/** What the risk guards had latched at the end of the journal, until the first slice shows it. */
export const shutBefore = ({ graph }: LiveContext, compiled: Pick<Compiled<World>, 'snapshot'>): number =>
  latchesOf(compiled.snapshot(), configOf(graph, 'risk')?.drawdownAction === 'kill')

const leaseReason = ({ leases }: AccountWatchInputs): string | null => {
  for (const { keeper, clock, what } of leases) {
    if (keeper.lost.aborted) return `the lease of ${what} is lost`
    if (!(clock.monotonicMs() < keeper.heldUntilMs())) return `the lease of ${what} has run out`
  }
  return null
}

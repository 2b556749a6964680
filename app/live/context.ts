/** What every part of a live pipeline that knows the broker shares: account, graph, market, clocks, and the ways to store and operator. */
import type { Binding } from '../../graph/engine/define/operator.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { graphHash } from '../../graph/engine/hash/hash.js'
import { type Clock, systemClock } from '../../lib/clock.js'
import type { TaskGroup } from '../../lib/task-group.js'
import type { BrokerAccount } from '../../model/broker-client.js'
import type { World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import type { BrokerClock } from '../../oanda/client/broker-clock.js'
import { type GuardDays, guardDays } from '../../sinks/alarms/guard-days.js'
import type { Settings } from '../config/settings.js'
import { liveBindings, liveGraph, withDivision } from './graph.js'
import { absences } from './monitoring/absences.js'
import { type Outages, outagesOf } from './monitoring/outages.js'
import { type StreamHealth, streamHealth } from './monitoring/stream-health.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { type LiveMarket, liveMarket } from './market/feed.js'
import { liveWorld } from './market/world.js'
import type { SessionInputs } from './session.js'
import { type Pace, paceOf } from './time-scaling.js'

export interface LiveContext extends Omit<SessionInputs, 'clock' | 'settings'> {
  /** The account at the start. */
  readonly account: BrokerAccount
  readonly pace: Pace
  /** Effective settings, adapted to the pace. */
  readonly settings: Settings
  /** Settings as configured. */
  readonly givenSettings: Settings
  readonly world: World
  /** The whole graph, and its hash over this world. */
  readonly graph: Graph<World>
  /** What a replay builds the graph from again. */
  readonly config: unknown
  readonly wholeHash: string
  readonly bindings: readonly Binding<World>[]
  readonly market: LiveMarket
  /** Null in a part that does not trade. */
  readonly transactions: StreamHealth | null
  readonly outages: Outages
  /** The broker's clock. */
  readonly clock: BrokerClock
  readonly machineClock: Clock
  /** How often the guards passed. */
  readonly guards: GuardDays
  /** With real money a pipeline is paused until the operator switches it to trading. */
  readonly pausedAtFirst: boolean
  /** Background tasks of the session; `signal` is theirs. */
  readonly tasks: TaskGroup
}

/** `known`: the instruments, where a journal has them already; else those that the broker specifies now. */
export const liveContext = async (inputs: SessionInputs, tasks: TaskGroup, known?: World): Promise<LiveContext> => {
  const { client, random, log, target } = inputs
  const account = await client.account()
  const given = withDivision(inputs.settings, account)
  const pace = paceOf(given, inputs.speed, inputs.graceMs)
  const { settings } = pace
  const world = known ?? (await liveWorld(client, settings.run.pairs, account))
  const { graph, config } = liveGraph(settings, inputs.own, given)
  const prices = streamHealth()
  const transactions = inputs.part?.role === 'slices' ? null : streamHealth()
  const market = liveMarket({ client, world, pace, random, log, prices, alarms: inputs.alarms, ready: inputs.ready })
  if (inputs.own) for (const line of absences(graph)) log(line)
  return {
    ...inputs,
    signal: tasks.signal,
    account,
    pace,
    settings,
    givenSettings: given,
    world,
    graph,
    config,
    wholeHash: graphHash(graph, world, KERNEL_VERSION),
    bindings: liveBindings(settings),
    market,
    transactions,
    outages: outagesOf({
      refused: client.refusal,
      ...{ clock: client.clock, ...inputs.health, ready: inputs.ready, board: market.board, prices, transactions },
      maxHeartbeatAgeMs: settings.risk.maxHeartbeatAgeSec * SECOND_MS,
    }),
    clock: client.clock,
    machineClock: inputs.clock ?? systemClock,
    guards: guardDays(world),
    pausedAtFirst: target.environment === 'live',
    tasks,
  }
}

/** A miniature live process around the real journal, engine, order protocol and recovery: it starts, trades, and starts over. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { SepError } from '../../../model/error-codes.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import type { Store } from '../../../store/store.js'
import { followTransactions } from '../../../app/live/transaction-feed.js'
import { skewReason } from '../../../app/live/monitoring/readiness.js'
import type { Machine } from '../machine.js'
import { createTrader, type Trader } from '../policy.js'
import { openTrading, type Trading, type TradingInputs } from './open-trading.js'
import type { RootWorld } from './root-world.js'
import { traderOf } from './trader-graph.js'

const KILL_SWITCH = 'ops:kill_switch'
const CONTROL = 'sep:stream:{A}:control'

export interface LiveRoot {
  readonly machine: Machine
  /** True once it owns the account and has reconciled. */
  ready(): boolean
  /** Resolves to true once the kill switch is durable and in effect. */
  kill(): Promise<boolean>
  release(): Promise<boolean>
  trader(): Trader
  /** The graph of the session. */
  compiled(): Compiled | undefined
  runner(): OrderRunner | undefined
}

const utf8 = new TextDecoder()

export const startLiveRoot = (machine: Machine, given: RootWorld, connect: () => Store): LiveRoot => {
  const { network, bends } = given
  const world = bends.settings ? { ...given, settings: bends.settings(given.settings) } : given
  const store = bends.store ? bends.store(connect()) : connect()
  const client = network.connect(machine, bends.wire)
  // As for a real broker: the machine's time, whose error the broker's answers show.
  const { clock } = client
  const readSwitches = async (): Promise<Switches> => {
    const value = await store.get(KILL_SWITCH)
    return { killSwitch: value === null || utf8.decode(value) !== 'off', paused: false }
  }
  const ports = {
    ...{ store, clock, crash: machine.crash, alarm: world.alarm },
    broker: bends.broker ? bends.broker(client) : client,
    readSwitches: bends.switches ? bends.switches(readSwitches) : readSwitches,
    market: () => ({ tradeable: true, priceAgeMs: 0 }),
    outage: () => (bends.ignoresSkew || skewReason(clock) === null ? null : ('skew' as const)),
  }
  let trading: Trading | undefined
  if (!world.followsStream)
    network.stream(
      machine,
      (transaction) => trading?.reconciled.runner.onTransaction(transaction),
      (last) => trading?.reconciled.runner.onHeartbeat(last),
    )
  const follow: TradingInputs['follow'] = async (runner, signal) => {
    const options = { random: world.random, signal, silenceMs: 10_000, health: null }
    if (world.followsStream) await followTransactions({ ...client, ...ports.broker }, runner, options)
  }
  machine.after(0, () => void live({ machine, world, ports, follow }, (opened) => (trading = opened)))

  const setSwitch = async (value: 'on' | 'off'): Promise<boolean> => {
    const { runner } = trading?.reconciled ?? {}
    if (!runner) return false
    // The operator's request comes from another machine.
    const id = `${world.operatorMs()}-0`
    await store.write([
      { op: 'append', key: CONTROL, id, fields: { killSwitch: value } },
      { op: 'set', key: KILL_SWITCH, value },
    ])
    if (!(await store.flush(500))) return false
    if (value === 'on') await machine.crash.at('kill.journaled')
    if (bends.notifiesRunner !== false) await runner.setSwitches({ killSwitch: value === 'on', paused: false })
    return true
  }
  return {
    machine,
    ready: () => trading !== undefined,
    kill: () => setSwitch('on').catch(() => false),
    release: () => setSwitch('off').catch(() => false),
    trader: () => (trading ? traderOf(trading.compiled) : createTrader(world.settings.instruments.length)),
    compiled: () => trading?.compiled,
    runner: () => trading?.reconciled.runner,
  }
}

/** Session after session, until one ends with an error: then the process ends, and its supervisor starts another. */
const live = async (
  { machine, world, ports, follow }: Omit<TradingInputs, 'signal'>,
  onSession: (trading: Trading | undefined) => void,
): Promise<void> => {
  const { clock } = ports
  for (;;) {
    const session = new AbortController()
    const trading = await openTrading({ machine, world, ports, follow, signal: session.signal }).catch(
      (error: Error) => {
        world.note(`${machine.name} start failed: ${error.message}`)
        return 'failed' as const
      },
    )
    if (trading === 'failed') {
      await clock.sleep(1000)
      continue
    }
    if (trading) {
      const { lease, reconciled } = trading
      world.note(`${machine.name} ready, epoch ${lease.lease.epoch}, ${reconciled.unknown} unknown`)
      onSession(trading)
      const ending = await trading.run().then(
        () => null,
        (error: Error) => error,
      )
      onSession(undefined)
      session.abort()
      if (ending !== null && !(ending instanceof SepError && ending.code === 'lease-lost')) {
        world.note(`${machine.name} ends: ${ending.message}`)
        await lease.release()
        return machine.kill()
      }
      world.note(`${machine.name} is passive`)
    }
    await clock.sleep(5000)
  }
}

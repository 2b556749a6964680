/** `sep live`: trades an account through OANDA's v20 interface, with a journal that replays to the same bytes. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { sepSettingsOf } from '../../app/config/graph-parts.js'
import type { GraphProgram } from '../../app/config/graph-program.js'
import { checkAccount } from '../../app/connect/check-account.js'
import { crashAt } from '../../app/live/crash-at.js'
import { liveCompute } from '../../app/live/roles/compute.js'
import { liveResearch } from '../../app/surface/research/live-research.js'
import { partRole } from '../../app/live/roles/part-role.js'
import { live } from '../../deploy/live.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf, accountTargetOf, type BrokerOptions, brokerTargetOf, withBroker } from '../shared/broker-options.js'
import { collect, integerFlag, integerOption, type NumberRange, PORTS } from '../shared/flags.js'
import { forceKillSwitch, openLiveStore } from './live-store.js'
import { liveProgram } from './start/live-program.js'
import { outputOf } from './output-of.js'
import { notifyChannelsOf, type NotifyOptions, notifyOption } from './notify/notify-option.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { type GraphOptions, withGraph } from '../shared/graph-options.js'

export interface LiveOptions extends GraphOptions, BrokerOptions, NotifyOptions {
  readonly port: number
  readonly host: string
  readonly graceMs?: number
  readonly warmupDays: number
  readonly leaseTtlSec: number
  readonly apiTokenFile?: string
  readonly resetNode: readonly string[]
  readonly nodes?: string
  readonly json: boolean
  readonly quiet: boolean
}

type Environment = Readonly<Record<string, string>>

const GRACE_MS: NumberRange = Object.freeze({ least: 0, most: 45_000 })

export const addLive = (program: Command): void => {
  withLive(
    program
      .command('live')
      .description(
        'trades an account: paper (a running `sep broker`), practice or live. ' +
          'The kill switch is ON at the first start (`sep arm`); /ready lists why it may not trade',
      ),
  )
    .option(
      '--nodes <a..b>',
      'step only these nodes (a range in the order of `sep graph`, or a list); the other parts are processes on the same store ' +
        '(SEP_NODES)',
    )
    .addOption(notifyOption())
    .action(startLive)
}

/** Adds the flags of a pipeline or a part of one. */
export const withLive = (command: Command): Command =>
  withGraph(
    withBroker(
      command
        .addOption(integerOption('--port', 'port of the interface, /health and /ready', { ...PORTS, fallback: 8000 }))
        .option('--host <address>', 'address to listen on', '127.0.0.1')
        .option('--api-token-file <file>', 'who may control it over HTTP: `sep token new` makes it')
        .addOption(
          integerOption(
            '--grace-ms',
            "longest wait for the candles of a minute, the broker's ms (SLICE_GRACE_MS, 5000)",
            GRACE_MS,
          ),
        )
        .addOption(
          integerOption('--warmup-days', 'days of history before the first start, and for what new settings change', {
            least: 0,
            most: 400,
            fallback: 61,
          }),
        )
        .addOption(
          integerOption('--lease-ttl-sec', 'time until another instance takes over, s', {
            least: 1,
            most: 600,
            fallback: 4,
          }),
        )
        .option('--quiet', 'no lines of orders, fills and heartbeats; alarms and faults stay', false)
        .option('--reset-node <id>', 'node of the loop that may start without its state; repeatable', collect, []),
    ),
    ['sep'],
  )

export const startLive = async (given: LiveOptions): Promise<void> => {
  const env = environment()
  const options = withNodes(given, env)
  const program = await liveProgram(options, env)
  const role = options.nodes === undefined ? 'all' : partRole(program.graph, options.nodes)
  const broker = role === 'computes' ? null : brokerTargetOf(options, env)
  const place = broker ?? accountTargetOf(options, env)
  if (role !== 'all' && place.storeUrl === undefined)
    throw new SepError('bad-argument', '--nodes: all parts need the same store, --store (or SEP_STORE_URL)')
  const inputs = liveInputs(options, env, program, place.speed)
  const notify = notifyChannelsOf(options, env, role === 'all' || role === 'trades')
  for (const warning of broker?.warnings ?? []) inputs.log(warning, 'warn')
  if (broker !== null) await checkAccount(broker, broker)
  const store = await openLiveStore(place, inputs.log)
  const interrupt = abortOnInterrupt()
  const { signal } = interrupt
  const nodes = options.nodes ?? ''
  try {
    if (broker === null) await liveCompute({ ...inputs, store, signal, account: accountOf(options, env), nodes })
    else {
      const { target, token } = broker
      await forceKillSwitch(store, target.accountId, env, inputs.log)
      const crash = crashAt(env['SEP_CRASH_AT'], target.environment)
      const part = role === 'slices' || role === 'trades' ? { part: { nodes, role } as const } : {}
      const studies = liveResearch({
        ...{ store, place: broker, account: target.accountId, graphFile: program.file?.path },
        gateDays: inputs.settings.gates.windowDays,
      })
      await live({ ...inputs, ...part, notify, target, token, crash, store, studies, signal })
    }
    inputs.log('stopped')
  } finally {
    interrupt.release()
    await store.close()
  }
}

/** The flag, else the environment; an empty variable counts as unset. */
const withNodes = (options: LiveOptions, env: Environment): LiveOptions => {
  const nodes = options.nodes ?? (env['SEP_NODES'] || undefined)
  return nodes === undefined ? options : { ...options, nodes }
}

const liveInputs = (options: LiveOptions, env: Environment, program: GraphProgram, speed: number) => ({
  settings: program.sep ?? sepSettingsOf(program.graph, program.settings),
  own: program.file ? program : undefined,
  speed,
  port: options.port,
  host: options.host,
  ...(options.apiTokenFile === undefined ? {} : { apiTokenFile: options.apiTokenFile }),
  graceMs: options.graceMs ?? integerFlag('SLICE_GRACE_MS', env['SLICE_GRACE_MS'] || '5000', GRACE_MS),
  warmupDays: options.warmupDays,
  leaseTtlMs: options.leaseTtlSec * SECOND_MS,
  resetNodes: options.resetNode,
  ...outputOf(options),
})

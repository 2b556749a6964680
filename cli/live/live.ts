/** `sep live`: the graph trades an account through OANDA's v20 interface, with a journal that replays to the same bytes. */
import type { Command } from 'commander'
import { writeControlRequest } from '../../streams/control/writer.js'
import { crashAt } from '../../app/live/crash-at.js'
import { environment } from '../../app/config/environment.js'
import { live } from '../../deploy/live.js'
import { liveCompute } from '../../app/live/roles/compute.js'
import { partRole } from '../../app/live/roles/part-role.js'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { sep } from '../../graph/sep.js'
import { openStore } from '../../store/open-store.js'
import {
  accountOf,
  accountTargetOf,
  type BrokerOptions,
  brokerTargetOf,
  environmentOf,
  withBroker,
} from '../shared/broker-options.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { settingsOf, type SettingsOptions, withSettings } from '../shared/settings-options.js'

interface LiveOptions extends SettingsOptions, BrokerOptions {
  readonly port: string
  readonly host: string
  readonly dataDir: string
  readonly graceMs?: string
  readonly warmupDays: string
  readonly leaseTtlSec: string
  readonly resetNode: readonly string[]
  readonly nodes?: string
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

export const addLive = (program: Command): void => {
  withSettings(
    withBroker(
      program
        .command('live')
        .description(
          'trades an account: paper (a running `sep broker`), practice or live. The kill switch is ON at the first start (`sep arm`); /ready says why it may not trade',
        )
        .option('--port <number>', 'of /health, /ready and /api/status', '8000')
        .option('--host <address>', 'address to listen on', '127.0.0.1')
        .option('--data-dir <dir>', 'folder of the store that is started where no --store is given', '.cache/store')
        .option(
          '--grace-ms <ms>',
          "longest wait for a minute's candles, the broker's milliseconds, 5000 (SLICE_GRACE_MS)",
        )
        .option('--warmup-days <number>', 'days of history before a first start', '61')
        .option('--lease-ttl-sec <seconds>', 'another instance takes over so long after this one is gone', '4')
        .option(
          '--nodes <a..b>',
          'step only these nodes (as declared, see `sep graph`; a list too); the other parts are processes of their own on the same store',
        )
        .option('--reset-node <id>', 'node of the loop that may start without its state; repeatable', collect, []),
    ),
  ).action(async (options: LiveOptions) => {
    const env = environment()
    const settings = settingsOf(
      options,
      { 'run.pairs': options.pairs },
      environmentOf(options, env) === 'paper' ? {} : { RISK_MAX_DRAWDOWN_ACTION: 'kill' },
    )
    if (!settings.orders.stopLoss) throw new SepError('bad-config', 'AUTO_SL=0: only a replay may run without stops')
    const role = options.nodes === undefined ? 'all' : partRole(sep(settings), options.nodes)
    const broker = role === 'computes' ? null : brokerTargetOf(options, env)
    const { storeUrl, storeBinary, speed } = broker ?? accountTargetOf(options, env)
    if (role !== 'all' && storeUrl === undefined)
      throw new SepError('bad-argument', '--nodes: the parts need one store, name it with --store (or SEP_STORE_URL)')
    const say = (text: string) => process.stderr.write(`sep: ${text}\n`)
    for (const warning of broker?.warnings ?? []) say(warning)
    const inputs = {
      settings,
      speed,
      port: whole('--port', options.port, 0, 65_535),
      host: options.host,
      graceMs: whole('--grace-ms', options.graceMs ?? (env['SLICE_GRACE_MS'] || '5000'), 0, 45_000),
      warmupDays: whole('--warmup-days', options.warmupDays, 0, 400),
      leaseTtlMs: whole('--lease-ttl-sec', options.leaseTtlSec, 1, 600) * 1000,
      resetNodes: options.resetNode,
      say,
      onListening: (url: string) => say(`${url}/ready says whether it trades; ^C ends it`),
    }
    const { store, says } = await openStore({
      url: storeUrl,
      binary: storeBinary,
      dataDir: options.dataDir,
      clock: systemClock,
    })
    say(`store: ${says}`)
    const interrupt = abortOnInterrupt()
    const { signal } = interrupt
    const nodes = options.nodes ?? ''
    try {
      if (broker === null) await liveCompute({ ...inputs, store, signal, account: accountOf(options, env), nodes })
      else {
        const { target, token } = broker
        await forceKillSwitch(store, target.accountId, env, say)
        const crash = crashAt(env['SEP_CRASH_AT'], target.environment)
        const part = role === 'slices' || role === 'trades' ? { part: { nodes, role } as const } : {}
        await live({ ...inputs, ...part, target, token, crash, store, signal })
      }
      say('stopped')
    } finally {
      interrupt.release()
      await store.close()
    }
  })
}

/** The environment can force the kill switch on at a start, never off. */
const forceKillSwitch = async (
  store: Store,
  account: string,
  env: Readonly<Record<string, string>>,
  say: (text: string) => void,
): Promise<void> => {
  if (env['KILL_SWITCH_FORCE_ENV'] !== '1' || env['KILL_SWITCH'] !== 'on') return
  await writeControlRequest(store, account, { kind: 'kill', on: true, flatten: false }, systemClock.nowMs())
  say('kill switch ON, forced by the environment')
}

const whole = (flag: string, text: string, least: number, most: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${least} to ${most}`)
  return value
}

/** Live pipelines and their paper broker in one process: `live()` against `broker()` over HTTP, on one memory store. */
import { brokerTerms } from '../../../app/paper-broker/terms.js'
import { broker, type BrokerFacts } from '../../../deploy/paper-broker.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import type { LiveInputs } from '../../../app/live/session.js'
import { live } from '../../../deploy/live.js'
import { liveCompute } from '../../../app/live/roles/compute.js'
import { partRole } from '../../../app/live/roles/part-role.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { systemClock } from '../../../lib/clock.js'
import type { ControlRequest } from '../../../streams/control/request.js'
import type { ReadyReason } from '../../../model/ready-codes.js'
import type { Store } from '../../../store/store.js'
import { sep } from '../../../graph/sep.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { noCrash } from '../../../lib/crash-points.js'
import { memoryStore } from '../../../store/memory/store.js'
import { ask, client, TOKEN } from '../../support/start-broker.js'
import { until } from '../../support/until.js'
import { EAGER } from '../../support/sep-run.js'

export const ACCOUNT = '101-001-1000001-001'
const SPEED = 300
export const WAIT_MS = 120_000

export interface Life {
  readonly url: string
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly ReadyReason[] }>
  phase(): Promise<string>
  status(): Promise<Readonly<Record<string, unknown>>>
  text(): string
  /** Settles when it has ended by itself; rejects with the error that ended it. */
  readonly ended: Promise<void>
  /** Ends it; rejects with what ended it before, if that was an error. */
  end(): Promise<void>
}
export interface Lives {
  readonly store: Store
  readonly call: ReturnType<typeof client>
  /** As `sep live` starts one, on the store of the lives before it; `nodes` as `--nodes`. */
  start(nodes?: string, more?: Partial<Pick<LiveInputs, 'checkpointEveryMs' | 'own' | 'notify'>>): Promise<Life>
  tell(request: ControlRequest): Promise<unknown>
  openTrades(): Promise<number>
  /** Ends all that still live. */
  endLives(): Promise<void>
  close(): Promise<void>
}

export const running = (life: Life) =>
  until('a running pipeline', WAIT_MS, async () => (await life.phase()) === 'running', life.text)

interface LivesOptions {
  readonly hedging: boolean
  /** The store of earlier lives. */
  readonly store?: Store
  /** Puts something in front of the broker's REST. */
  readonly front?: (restUrl: string) => Promise<string>
}

export const openLives = async (options: LivesOptions): Promise<Lives> => {
  const { hedging, front, store = memoryStore({ clock: systemClock }) } = options
  const settings = resolveSettings({ set: EAGER, flags: { 'run.pairs': 'EUR_USD,GBP_USD' } })
  const stop = new AbortController()
  let brokerEnd: Promise<void> = Promise.resolve()
  const { restUrl, streamUrl } = await new Promise<BrokerFacts>((resolve, reject) => {
    brokerEnd = broker({
      ...{ home: 'USD', data: [], cache: null, seed: 1, balance: 100_000, hedging, speed: SPEED, place: 'memory' },
      terms: brokerTerms({}, hedging, {}),
      ...{ port: 0, streamPort: 0, accounts: [ACCOUNT], tokens: [{ token: TOKEN, accounts: [] }] },
      signal: stop.signal,
      onListening: resolve,
    })
    brokerEnd.catch(reject)
  })
  const [call, seenUrl] = [client(restUrl, ACCOUNT), (await front?.(restUrl)) ?? restUrl]
  const lives: Life[] = []

  const begin = (
    inputs: Pick<LiveInputs, 'signal' | 'log' | 'onListening'>,
    nodes: string | undefined,
    more: Partial<Pick<LiveInputs, 'checkpointEveryMs' | 'own' | 'notify'>>,
  ): Promise<void> => {
    const shared = { settings, store, speed: SPEED, port: 0, host: '127.0.0.1', leaseTtlMs: 1000, ...inputs, ...more }
    const role = nodes === undefined ? 'all' : partRole(sep(settings), nodes)
    if (nodes !== undefined && role === 'computes') return liveCompute({ ...shared, account: ACCOUNT, nodes })
    const part =
      nodes !== undefined && (role === 'slices' || role === 'trades') ? { part: { nodes, role } as const } : {}
    const target = oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: seenUrl, streamUrl })
    const start = { graceMs: 5000, warmupDays: 1, resetNodes: [], crash: noCrash }
    return live({ ...shared, ...part, ...start, target, token: TOKEN })
  }

  return {
    store,
    call,
    start: async (nodes, more = {}) => {
      const ending = new AbortController()
      const lines: string[] = []
      let run: Promise<void> = Promise.resolve()
      const url = await new Promise<string>((resolve, reject) => {
        const log = (text: string) => void lines.push(text)
        run = begin({ signal: ending.signal, log, onListening: resolve }, nodes, more)
        run.catch(reject)
      })
      const life: Life = {
        url,
        ready: async () => (await ask(url, 'GET', '/ready')).body,
        phase: async () => (await ask(url, 'GET', '/health')).body.phase,
        status: async () => (await (await fetch(`${url}/status`)).json()) as Readonly<Record<string, unknown>>,
        text: () => lines.join('\n'),
        ended: run,
        end: () => (ending.abort(), run),
      }
      lives.push(life)
      return life
    },
    tell: (request) => writeControlRequest(store, ACCOUNT, request, systemClock.nowMs()),
    openTrades: async () => (await call('GET', '/openTrades')).body.trades.length,
    endLives: async () => {
      await Promise.all(lives.splice(0).map((life) => life.end()))
    },
    close: async () => {
      stop.abort()
      await brokerEnd
    },
  }
}

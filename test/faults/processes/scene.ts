/** A store, a paper broker and `sep live` as separate processes. Store and broker outlive every crash of the pipeline. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { packageRoot } from '../../../lib/package-root.js'
import { systemClock } from '../../../lib/clock.js'
import type { ControlRequest } from '../../../streams/control/request.js'
import type { ReadyReason } from '../../../model/ready-codes.js'
import type { Store } from '../../../store/store.js'
import { findServer } from '../../../store/server/find.js'
import { valkeyStore } from '../../../store/valkey/store.js'
import { EAGER } from '../../support/sep-run.js'
import { type Child, startChild } from './child.js'
import { PATIENCE_MS } from '../../support/store-server.js'
import { until } from '../../support/until.js'

export const ACCOUNT = '101-001-1000001-001'
const TOKEN = 'token-of-the-scene-0123456789'
const PAIRS = 'EUR_USD,GBP_USD,USD_JPY'
const [WAIT_MS, PATIENCE] = [4 * PATIENCE_MS, { commandTimeoutMs: PATIENCE_MS, openMs: PATIENCE_MS }] as const

export interface SceneOptions {
  readonly seed: number
  readonly speed: number
  /** Flags of the broker in place of a synthetic market. */
  readonly market?: readonly string[]
  /** Flags of every pipeline in place of the eager settings. */
  readonly live?: readonly string[]
  readonly leaseTtlSec?: number
  /** Comma separated; default three majors. */
  readonly pairs?: string
  /** Fills the new store; the broker keeps its account there too. */
  readonly fill?: (socket: string) => Promise<void>
  /** The built command; default: the package's own. */
  readonly cli?: string
}
type BrokerUrls = Readonly<Record<'restUrl' | 'streamUrl', string>>
interface FaultPlan {
  readonly calls?: readonly object[]
  readonly lines?: readonly object[]
}
interface Rule {
  readonly on: string
  readonly times: number
  readonly done: number
}
export interface LiveStatus {
  readonly state: string
  readonly epoch?: number
  readonly killSwitch?: boolean
  readonly tsMs?: number | null
  readonly nav?: number | null
  readonly balance?: number | null
  readonly pendingDecisions?: number
  readonly unrecorded?: number
  readonly positions?: readonly { readonly instrument: string; readonly units: number }[]
}
export interface Pipeline {
  readonly child: Child
  /** Null if it does not respond. */
  status(): Promise<LiveStatus | null>
  /** `running` in the process that steps slices. */
  health(): Promise<{ readonly phase: string } | null>
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly ReadyReason[] } | null>
}
export interface Scene {
  readonly folder: string
  readonly socket: string
  readonly speed: number
  store(): Child
  startStore(): Promise<void>
  /** `crash`: value of SEP_CRASH_AT; flags and environment are added. */
  live(
    crash?: string,
    more?: { readonly flags?: readonly string[]; readonly env?: Readonly<Record<string, string>> },
  ): Pipeline
  /** Writes a control request to the store, as `sep arm` and `sep flatten` do. */
  ask(request: ControlRequest): Promise<void>
  /** Reads the journal and the order streams over a separate connection. */
  read<T>(look: (store: Store) => Promise<T>): Promise<T>
  /** A v20 call below /v3/accounts/ID. */
  broker(path: string, method?: string, body?: object): Promise<Record<string, unknown>>
  /** Plans faults of the broker: all of them happen before it resolves, none after. */
  faults(plan: FaultPlan, waitMs?: number): Promise<void>
  /** Plans faults that go on until they are replaced, or (null) ended. */
  plan(plan: FaultPlan | null): Promise<void>
  /** Runs a command on the store's server. */
  redis(...command: readonly string[]): Promise<void>
  sep(...args: readonly string[]): Child
  /** Everything that the processes printed. */
  outputs(): readonly { readonly name: string; readonly text: string }[]
  /** What none of them may print. */
  readonly secrets: readonly string[]
  /** The end of each process's output, for error messages. */
  log(): string
  close(): Promise<void>
}

export const openScene = async (options: SceneOptions): Promise<Scene> => {
  const { speed } = options
  const cli = options.cli ?? join(packageRoot(), 'dist/cli/main.js')
  const folder = mkdtempSync(join(tmpdir(), 'sep-faults-'))
  const socket = join(folder, 's')
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o600 })
  const children: Child[] = []
  const started = (child: Child): Child => {
    children.push(child)
    return child
  }
  const sep = (args: readonly string[], env?: Readonly<Record<string, string>>): Child =>
    started(startChild(`sep ${args[0]}`, process.execPath, [cli, ...args], env))
  let storeServer: Child
  const startStore = async (): Promise<void> => {
    const server = await findServer()
    if (!server) throw new Error('a valkey-server or redis-server is needed')
    const flags = `--port 0 --unixsocket ${socket} --dir ${folder} --appendonly yes --appendfsync always --save`
    storeServer = started(startChild('store', server.binary, [...flags.split(' '), '']))
    await until('the store', WAIT_MS, () => read((store) => store.get('sep:none').then(() => true)).catch(() => null))
  }
  const read = async <T>(look: (store: Store) => Promise<T>): Promise<T> => {
    const store = await valkeyStore({ address: socket, clock: systemClock, ...PATIENCE })
    try {
      return await look(store)
    } finally {
      await store.close()
    }
  }
  const close = async (): Promise<void> => {
    for (const child of children) if (child.ended() === null) child.send('SIGKILL')
    await Promise.all(children.map((child) => child.end(WAIT_MS)))
    rmSync(folder, { recursive: true, force: true })
  }
  const log = () => children.map((child) => `--- ${child.name} ${child.pid}\n${child.text().slice(-1500)}`).join('\n')

  try {
    await startStore()
    await options.fill?.(socket)
    const market = options.market ?? ['--seed', String(options.seed)]
    const kept = options.fill ? ['--store', socket] : ['--memory']
    const brokerFlags = ['--port', '0', '--stream-port', '0', '--account', ACCOUNT, '--token-file', tokenFile]
    const broker = sep(['broker', ...kept, '--json', ...brokerFlags, ...market, '--speed', String(speed)])
    const { restUrl, streamUrl } = await until(
      'the broker',
      WAIT_MS,
      () => (broker.text().trimEnd().endsWith('}') ? (JSON.parse(broker.text()) as BrokerUrls) : null),
      broker.text,
    )
    const call = async (path: string, method = 'GET', body?: object): Promise<Record<string, unknown>> => {
      const response = await fetch(`${restUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
      return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    }
    return {
      folder,
      socket,
      speed,
      store: () => storeServer,
      startStore,
      live: (crash, { flags = [], env = {} } = {}) =>
        pipeline(
          sep([...liveFlags(options, socket, tokenFile, restUrl, streamUrl), ...flags], {
            ...env,
            ...(crash ? { SEP_CRASH_AT: crash } : {}),
          }),
        ),
      ask: (request) =>
        read((store) => writeControlRequest(store, ACCOUNT, request, systemClock.nowMs())).then(() => undefined),
      read,
      broker: (path, method, body) => call(`/v3/accounts/${ACCOUNT}${path}`, method, body),
      faults: async (plan, waitMs = WAIT_MS) => {
        await call('/faults', 'POST', plan)
        await happened(call, waitMs)
      },
      plan: async (plan) => {
        await call('/faults', 'DELETE')
        if (plan) await call('/faults', 'POST', plan)
      },
      redis: async (...command) => {
        const client = new Redis(socket)
        await client.call(command[0]!, ...command.slice(1))
        client.disconnect()
      },
      sep: (...args) => sep(args),
      outputs: () => children.map(({ name, text }) => ({ name, text: text() })),
      secrets: [TOKEN],
      log,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** All planned faults have happened; then there are none. */
const happened = async (call: (path: string, method?: string) => Promise<object>, waitMs: number): Promise<void> => {
  const left = async (): Promise<readonly Rule[]> => {
    const rules = (await call('/faults')) as { readonly calls: readonly Rule[]; readonly lines: readonly Rule[] }
    return [...rules.calls, ...rules.lines].filter(({ done, times }) => done < times)
  }
  let seen: unknown
  await until(
    'the planned faults',
    waitMs,
    async () => {
      const rest = await left()
      seen = rest
      return rest.length === 0
    },
    () => JSON.stringify(seen),
  ).finally(() => call('/faults', 'DELETE'))
}

const liveFlags = (
  options: SceneOptions,
  socket: string,
  tokenFile: string,
  restUrl: string,
  streamUrl: string,
): string[] => [
  ...`live --env paper --account ${ACCOUNT} --port 0 --speed ${options.speed} --pairs ${options.pairs ?? PAIRS}`.split(
    ' ',
  ),
  ...['--token-file', tokenFile, '--store', socket, '--rest-url', restUrl, '--stream-url', streamUrl],
  ...['--lease-ttl-sec', String(options.leaseTtlSec ?? 1)],
  ...(options.live ?? ['--warmup-days', '1', ...EAGER.flatMap((set) => ['--set', set])]),
]

const pipeline = (child: Child): Pipeline => {
  const get = async <T>(path: string): Promise<T | null> => {
    const url = /(http:\S+)\/ready /.exec(child.text())?.[1]
    if (!url || child.ended() !== null) return null
    try {
      const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(5000) })
      return (await response.json()) as T
    } catch {
      return null
    }
  }
  return { child, status: () => get('/status'), ready: () => get('/ready'), health: () => get('/health') }
}

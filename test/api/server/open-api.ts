/** A server on a free port with a toy model, tokens of each scope, and a clock that a test moves. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, authority, type AuthorityInputs } from '../../../api/auth/authority.js'
import { digestOf, newSecret } from '../../../api/auth/secret.js'
import { appendTokenLine } from '../../../api/auth/token-file.js'
import type { Model } from '../../../api/model/model.js'
import type { Route } from '../../../api/routes/route.js'
import { type ApiInputs, apiServer } from '../../../api/server/api-server.js'
import { metricsPage } from '../../../api/metrics/metrics-page.js'
import { modelSources } from '../../../api/metrics/model-sources.js'
import type { AuditEntry } from '../../../api/server/route-handler.js'
import { isoTime } from '../../../lib/iso-time.js'
import { listen } from '../../../lib/listen.js'
import { DAY_MS } from '../../../lib/time-units.js'
import { testClock } from '../../support/test-clock.js'

export const ACCOUNT = '001-011-5838423-001'
export const START_MS = Date.UTC(2026, 0, 5, 12)

const state = {
  version: '0.1.0',
  phase: 'running',
  ready: {
    ready: false,
    reasons: [{ code: 'daily_loss', text: 'lost 512.20 USD today', sinceMs: START_MS }],
    instruments: { EUR_USD: { blocked: [{ code: 'spread', text: '3.1 bps' }], notes: [] } },
  },
  dueMs: null,
  silent: false,
  killSwitch: { on: true, global: false },
  environment: 'paper',
  unknownOrders: [],
  frozen: [],
  streams: { prices: { connected: null, ageMs: null } },
}
export const toyModel = {
  account: ACCOUNT,
  frames: { tsMs: () => START_MS, graphHash: 'abc', account: () => ({ currency: 'USD' }), addSamples: () => {} },
  pipeline: {
    nowMs: () => START_MS,
    state: () => state,
    alarms: () => [],
    nodeStats: () => ({ parts: { all: 'abc' }, nodes: [] }),
  },
  store: null,
} as Partial<Record<keyof Model, unknown>> as Model

const BUILD = { sep: '0.1.0', node: '24.0.0', kernel: '1' }
const NO_CLIENTS = { clients: 0, published: 0, sent: 0, tooSlow: 0 }

export interface OpenApi {
  readonly url: string
  readonly port: number
  readonly authority: Authority
  readonly tokenFile: string
  readonly secrets: Readonly<Record<'read' | 'control' | 'admin' | 'expired', string>>
  readonly clock: ReturnType<typeof testClock>
  readonly audits: AuditEntry[]
  readonly log: string[]
  /** `host`: the Host header; `listening`: for the rule on open reads, as if that address were listened on. */
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Answer>
  readonly close: () => Promise<void>
}
export interface Asked {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly code: string | undefined
}

export const openApi = async (
  routes: readonly Route[],
  more: Partial<Omit<ApiInputs, 'routes'>> & { auth?: Partial<AuthorityInputs> } = {},
): Promise<OpenApi> => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-api-'))
  const tokenFile = join(folder, 'tokens')
  const clock = testClock(START_MS)
  const secretOf = (name: string, scope: 'read' | 'control' | 'admin', expiresMs?: number): string => {
    const secret = newSecret()
    const expires = expiresMs === undefined ? {} : { expires: isoTime(expiresMs) }
    appendTokenLine(tokenFile, { name, scope, sha256: digestOf(secret), created: isoTime(START_MS), ...expires })
    return secret
  }
  const secrets = {
    read: secretOf('reader', 'read'),
    control: secretOf('desk', 'control'),
    admin: secretOf('chief', 'admin'),
    expired: secretOf('old', 'admin', START_MS - DAY_MS),
  }
  const log: string[] = []
  const audits: AuditEntry[] = []
  const { auth, ...inputs } = more
  const gate = authority({ host: '127.0.0.1', tokenFile, clock, log: (line) => void log.push(line), ...auth })
  const app = apiServer({ ...serverInputs({ authority: gate, clock, audits, log }), routes, ...inputs })
  const server = await listen(app, { port: 0, host: '127.0.0.1' })
  const ask = (method: string, path: string, asked: Asked = {}): Promise<Answer> =>
    send(server.port, method, path, asked)
  const close = async (): Promise<void> => {
    await server.close()
    rmSync(folder, { recursive: true })
  }
  return { url: server.url, port: server.port, authority: gate, tokenFile, secrets, clock, audits, log, ask, close }
}

export const serverInputs = ({
  authority: gate,
  clock,
  audits,
  log,
}: Pick<OpenApi, 'authority' | 'clock' | 'audits' | 'log'>) => ({
  model: toyModel,
  authority: gate,
  metrics: metricsPage(
    modelSources(toyModel, BUILD, () => NO_CLIENTS),
    clock,
  ),
  audit: (entry: AuditEntry) => void audits.push(entry),
  log: (line: string) => void log.push(line),
})

/** Unlike fetch it sends any Host, Origin and method. */
const send = (port: number, method: string, path: string, { token, headers = {}, body }: Asked): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    }
    const asking = request({ port, host: '127.0.0.1', method, path, headers: sent, agent: false }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => void pieces.push(piece))
      response.once('end', () => {
        const text = Buffer.concat(pieces).toString()
        const isProblem = /problem\+json/.test(response.headers['content-type'] ?? '')
        const code = isProblem && text !== '' ? (JSON.parse(text) as { code: string }).code : undefined
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code })
      })
    })
    asking.once('error', reject)
    asking.end(body)
  })

/** A caller from outside: through nginx, over TLS, with a token. */
import { request } from 'node:https'
import { until } from '../../support/until.js'
import { ACCOUNT, type Deployment } from './deployment.js'

export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly text: string
}
export interface Fill {
  readonly id: string
  readonly instrument: string
  readonly units: number
}
export interface Visitor {
  readonly get: (path: string, headers?: { readonly [name: string]: string }) => Promise<Answer>
  readonly post: (path: string, body: unknown) => Promise<Answer>
  /** Null while there is no answer. */
  readonly json: <T>(path: string) => Promise<T | null>
  readonly fills: () => Promise<readonly Fill[]>
  /** Waits for this many more fills than there are now. */
  readonly moreFills: (count: number, why: string) => Promise<void>
  /** Waits for a slice that is newer than the newest one now. */
  readonly newSlice: (why: string) => Promise<void>
}

interface Status {
  readonly tsMs: number | null
  readonly stale: boolean
}

export const visitorOf = ({ url, secret }: Deployment, token: string): Visitor => {
  const ask = (
    method: string,
    path: string,
    headers: { readonly [name: string]: string },
    body?: string,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request(
        `${url}${path}`,
        { method, headers, ca: secret('tls_certificate'), timeout: 20_000 },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          )
        },
      )
      call.on('timeout', () => call.destroy(new Error(`${path}: no answer within 20 s`)))
      call.on('error', reject)
      call.end(body)
    })
  const bearer = { authorization: `Bearer ${token}` }
  const get: Visitor['get'] = (path, headers = bearer) => ask('GET', path, headers)
  const json = async <T>(path: string): Promise<T | null> => {
    const answer = await get(path).catch(() => null)
    return answer?.status === 200 ? (JSON.parse(answer.text) as T) : null
  }
  const fills = async (): Promise<readonly Fill[]> =>
    until(
      'the ledger answers',
      60_000,
      async () => (await json<{ items: readonly Fill[] }>('/api/ledger/fills?limit=10000'))?.items,
    )
  const sliceMs = async (): Promise<number> =>
    until('the status answers', 60_000, async () => {
      const status = await json<Status>('/api/status')
      return status !== null && !status.stale && status.tsMs
    })
  return {
    get,
    post: (path, body) =>
      ask(
        'POST',
        path,
        { ...bearer, 'content-type': 'application/json' },
        JSON.stringify({ account: ACCOUNT, ...(body as object) }),
      ),
    json,
    fills,
    moreFills: async (count, why) => {
      const before = (await fills()).length
      await until(`${count} more fills ${why}`, 180_000, async () => (await fills()).length >= before + count)
    },
    newSlice: async (why) => {
      const before = await sliceMs()
      await until(`a new slice ${why}`, 120_000, async () => (await sliceMs()) > before)
    },
  }
}

/** A stream as a client sees it, chunk by chunk: each write arrives as one chunk. */
import { request } from 'node:http'
import { TOKEN } from './start-broker.js'

export interface OpenStream {
  readonly chunks: readonly string[]
  /** The complete lines, parsed. */
  // oxlint-disable-next-line typescript/no-explicit-any
  lines(): any[]
  /** Resolves once `count` chunks have arrived. */
  got(count: number): Promise<void>
  /** Resolves when the server disconnects. */
  readonly closed: Promise<void>
  close(): void
  readonly headers: Readonly<Record<string, unknown>>
}

export const openStream = (url: string, path: string): Promise<OpenStream> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { headers: { Authorization: `Bearer ${TOKEN}` }, agent: false })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: string[] = []
      let waiters: { count: number; wake: () => void }[] = []
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.toString())
        for (const waiter of waiters) if (chunks.length >= waiter.count) waiter.wake()
        waiters = waiters.filter(({ count }) => chunks.length < count)
      })
      response.on('error', () => {})
      const closed = new Promise<void>((wake) => response.on('close', () => wake()))
      resolve({
        chunks,
        closed,
        headers: response.headers,
        lines: () =>
          chunks
            .join('')
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line) as unknown),
        got: (count) =>
          new Promise((wake) => {
            if (chunks.length >= count) wake()
            else waiters.push({ count, wake })
          }),
        close: () => sent.destroy(),
      })
    })
    sent.end()
  })

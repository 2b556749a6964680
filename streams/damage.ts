/** Damage in a durable stream: one sentence that names the stream, the entry, what is wrong with it, and what to do. */
import { SepError } from '../model/error-codes.js'

/** The durable streams of an account, and what becomes of the account when the next start is without one of them. */
export const DURABLE_STREAMS = Object.freeze({
  slice: { title: 'journal', without: 'the next start begins a new journal, warmed up on history' },
  decision: { title: 'decisions of', without: 'the slices before it can no longer be compared' },
  order: { title: 'orders of', without: 'the next start takes the orders that went out from their claims' },
  ledger: { title: 'ledger of', without: 'the next start takes the account from the broker' },
  control: { title: 'control requests of', without: 'requests that no slice carries yet are forgotten' },
  execution: { title: 'execution of', without: 'restart the part that trades: it reports the account again' },
  revision: { title: 'late candles of', without: 'nothing else needs it' },
})
export type DurableStream = keyof typeof DURABLE_STREAMS

/** `id` null: what is wrong concerns the stream. */
export const damagedStream = (
  stream: DurableStream,
  account: string,
  id: string | null,
  what: string,
  cause?: unknown,
): SepError => {
  const { title } = DURABLE_STREAMS[stream]
  const where = `${title} ${account}${id === null ? '' : `, entry ${id}`}`
  return new SepError('bad-journal', `${where}: ${what}; ${remedyOf(stream, account)}`, { cause })
}

export const remedyOf = (stream: DurableStream, account: string): string =>
  `restore the store from its backup, or: sep store set-aside ${stream} --account ${account} (${DURABLE_STREAMS[stream].without})`

/** The same sentence for an error that names its entry already. */
export const withRemedy = (stream: DurableStream, account: string, error: unknown): unknown =>
  remedied(error, remedyOf(stream, account))

export const withEdgeRemedy = (account: string, part: string, error: unknown): unknown =>
  remedied(
    error,
    `sep store set-aside edge:${part} --account ${account}, then restart the part that makes the slices: its start carries the state`,
  )

const remedied = (error: unknown, remedy: string): unknown =>
  error instanceof SepError && error.code === 'bad-journal' && !error.message.includes('sep store set-aside')
    ? new SepError('bad-journal', `${error.message}; ${remedy}`, { cause: error })
    : error

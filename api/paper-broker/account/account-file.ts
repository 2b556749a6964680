/**
 * An account in a file of its own: a header, then a line for each write, with its transactions and the state that they lead to. A line that
 * a killed process has left unfinished is dropped.
 */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises'
import { SepError } from '../../../model/error-codes.js'
import type { WireTransaction } from '../wire/types.js'
import { type AccountStore, restored, savedBytes, savedTimes } from './saved-account.js'

export const ACCOUNT_FORMAT = 'sep-paper-account@1'

export interface AccountFileHeader {
  readonly format: typeof ACCOUNT_FORMAT
  readonly account: string
  readonly market: Readonly<Record<string, string | number | boolean>>
  /** Initial deposit, home currency. */
  readonly balance: number
}
interface WriteLine {
  readonly transactions: readonly WireTransaction[]
  /** Base64. */
  readonly state: string
}
export interface AccountFile {
  readonly path: string
  readonly header: AccountFileHeader
  readonly transactions: readonly WireTransaction[]
  /** Null = nothing has been written yet. */
  readonly state: Uint8Array | null
}

/** Beyond this the old states are dropped, bytes. */
const COMPACT_BYTES = 32 * 1024 * 1024

/** Null where there is no file. */
export const readAccountFile = async (path: string): Promise<AccountFile | null> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new SepError('missing-data', `${path}: ${error.code}`)
  })
  if (text === null) return null
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  const header = parsed<AccountFileHeader>(path, lines[0] ?? '', 1)
  if (header?.format !== ACCOUNT_FORMAT) throw new SepError('bad-config', `${path}: not an account of sep broker`)
  const transactions: WireTransaction[] = []
  let state: string | null = null
  for (const [n, line] of lines.slice(1, -1).entries()) {
    const written = parsed<WriteLine>(path, line, n + 2)
    for (const transaction of written.transactions) transactions.push(transaction)
    state = written.state
  }
  return { path, header, transactions, state: state === null ? null : Buffer.from(state, 'base64') }
}

const parsed = <T>(path: string, line: string, n: number): T => {
  try {
    return JSON.parse(line) as T
  } catch {
    throw new SepError('bad-config', `${path} line ${n}: damaged; move the file away to begin afresh`)
  }
}

/** Accounts without a file are kept in memory only. */
export const accountFiles = (files: ReadonlyMap<string, AccountFile>): AccountStore => {
  const sizes = new Map<string, number>()
  return {
    keptUntilMs: async (id) => {
      const state = files.get(id)?.state
      return state ? savedTimes(state).nowMs : Number.NEGATIVE_INFINITY
    },
    load: async (id, config, world) => {
      const file = files.get(id)
      if (!file) return null
      // Also drops what a killed process has left unfinished, and states that are no longer the last.
      await writeWhole(file, file.transactions, file.state)
      return file.state && { ...restored(file.state, { id, config, world }), log: file.transactions }
    },
    save: (account, transactions, times) => {
      const file = files.get(account.id)
      if (!file) return () => Promise.resolve()
      const state = savedBytes(account, times)
      const line = textOf(transactions, state)
      const count = account.log.length
      return async () => {
        const bytes = (sizes.get(account.id) ?? 0) + line.length
        sizes.set(account.id, bytes > COMPACT_BYTES ? 0 : bytes)
        if (bytes > COMPACT_BYTES) return writeWhole(file, account.log.slice(0, count), state)
        await appendFile(file.path, line)
      }
    },
  }
}

const textOf = (transactions: readonly WireTransaction[], state: Uint8Array): string =>
  `${JSON.stringify({ transactions, state: Buffer.from(state).toString('base64') })}\n`

const writeWhole = async (
  { path, header }: AccountFile,
  transactions: readonly WireTransaction[],
  state: Uint8Array | null,
): Promise<void> => {
  const next = `${path}.next`
  await writeFile(next, `${JSON.stringify(header)}\n${state ? textOf(transactions, state) : ''}`, { mode: 0o600 })
  await rename(next, path)
}

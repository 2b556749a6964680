/** Where a paper broker keeps its accounts: in files of the user's data folder, in a store, or nowhere. */
import { createHash } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ACCOUNT_FORMAT,
  type AccountFile,
  accountFiles,
  type AccountFileHeader,
  readAccountFile,
} from '../../api/paper-broker/account/account-file.js'
import { accountStore } from '../../api/paper-broker/account/account-store.js'
import { type AccountStore, savedTimes } from '../../api/paper-broker/account/saved-account.js'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { type Clock, systemClock } from '../../lib/clock.js'
import { isoTime } from '../../lib/iso-time.js'
import { SepError } from '../../model/error-codes.js'
import { openStore } from '../../store/open-store.js'
import { takeFileLock } from './file-lock.js'

/** `memory`; a folder of files; or the URL or socket path of a store. */
export type AccountPlace = 'memory' | { readonly folder: string } | { readonly url: string }

export interface KeptInputs {
  readonly place: AccountPlace
  readonly accounts: readonly string[]
  readonly market: Readonly<Record<string, string | number | boolean>>
  /** Initial deposit; null = as it was, or 100,000. */
  readonly balance: number | null
  /** Puts what was kept aside, and opens new accounts. */
  readonly fresh: boolean
  readonly clock?: Clock
}
export interface KeptAccounts {
  readonly store: AccountStore | null
  /** Broker time of the newest event that was kept; -Infinity without any. */
  readonly untilMs: number
  readonly balance: number
  /** One line for each account: what the start goes on with, and where. */
  readonly notes: readonly string[]
  readonly description: string
  close(): Promise<void>
}

const DEFAULT_BALANCE = 100_000

export const keptAccounts = async (inputs: KeptInputs): Promise<KeptAccounts> => {
  const { place, accounts } = inputs
  const balance = inputs.balance ?? DEFAULT_BALANCE
  if (place === 'memory')
    return {
      ...{ store: null, untilMs: Number.NEGATIVE_INFINITY, balance, notes: [], description: 'memory' },
      close: async () => {},
    }
  if ('folder' in place) return inFiles(inputs, place.folder, balance)
  const opened = await openStore({ url: place.url, dataDir: '.', clock: inputs.clock ?? systemClock })
  const store = accountStore(opened.store)
  const close = () => opened.store.close()
  const untilMs = await newest(store, accounts).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return { store, untilMs, balance, notes: [], description: opened.description, close }
}

const newest = async (store: AccountStore, accounts: readonly string[]): Promise<number> =>
  Math.max(...(await Promise.all(accounts.map((id) => store.keptUntilMs(id)))))

const inFiles = async (inputs: KeptInputs, folder: string, balance: number): Promise<KeptAccounts> => {
  const files = new Map<string, AccountFile>()
  const notes: string[] = []
  const locks: (() => Promise<void>)[] = []
  const close = async () => {
    for (const release of locks.splice(0)) await release()
  }
  try {
    for (const account of inputs.accounts) {
      const path = join(folder, account, `${keyOf(inputs.market)}.jsonl`)
      await mkdir(join(folder, account), { recursive: true, mode: 0o700 })
      const lock = await takeFileLock(`${path}.lock`)
      if (typeof lock === 'number') {
        notes.push(`account ${account}: process ${lock} keeps it in ${path}; this broker keeps nothing of it`)
        continue
      }
      locks.push(lock)
      const { file, note } = await openFile(inputs, account, path, balance)
      files.set(account, file)
      notes.push(note)
    }
    const store = accountFiles(files)
    const untilMs = await newest(store, inputs.accounts)
    return { store, untilMs, balance, notes, description: folder, close }
  } catch (error) {
    await close()
    throw error
  }
}

const keyOf = (market: KeptInputs['market']): string =>
  createHash('sha256').update(canonicalJson(market)).digest('hex').slice(0, 12)

const openFile = async (
  { market, balance: asked, fresh, clock = systemClock }: KeptInputs,
  account: string,
  path: string,
  balance: number,
): Promise<{ readonly file: AccountFile; readonly note: string }> => {
  const old = fresh ? null : await readAccountFile(path)
  if (fresh) await setAside(path, clock)
  if (!old) {
    const header: AccountFileHeader = { format: ACCOUNT_FORMAT, account, market, balance }
    const file = { path, header, transactions: [], state: null }
    return { file, note: `account ${account} is new, with ${balance}; kept in ${path}` }
  }
  if (asked !== null && asked !== old.header.balance)
    throw new SepError(
      'bad-argument',
      `account ${account} was opened with ${old.header.balance} and is kept in ${path}; ` +
        `sep broker --account ${account} --balance ${asked} --fresh puts it aside and begins afresh`,
    )
  return { file: old, note: `goes on with account ${account}: ${pastOf(old)}; kept in ${path} (--fresh begins afresh)` }
}

const pastOf = ({ transactions, header, state }: AccountFile): string => {
  const last = transactions.at(-1)
  if (!last) return `new, with ${header.balance}`
  const known = transactions.map((transaction) => transaction['accountBalance'])
  const balance = known.findLast((text) => typeof text === 'string') ?? header.balance
  const times = transactions.length === 1 ? '1 transaction' : `${transactions.length} transactions`
  const clock = state === null ? '' : `, its clock at ${isoTime(savedTimes(state).nowMs).slice(0, 19)}Z`
  return `${times}, the last of ${last.time.slice(0, 19)}Z, balance ${balance}${clock}`
}

/** An account is never deleted. */
const setAside = async (path: string, clock: Clock): Promise<void> => {
  const aside = `${path}.${isoTime(clock.nowMs()).replace(/[:.]/g, '')}.old`
  await rename(path, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

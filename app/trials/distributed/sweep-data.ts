/** The data of a sweep for workers that cannot read them by their path: the coordinator offers its files, on request, through the store. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../../lib/make-folder.js'
import type { Clock } from '../../../lib/clock.js'
import { decodeState, encodeState } from '../../../lib/codec.js'
import type { Logger } from '../../../lib/logger.js'
import { SepError } from '../../../model/error-codes.js'
import { sha256 } from '../../../graph/engine/hash/hash.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store } from '../../../store/store.js'
import type { SweepPlan } from '../sweep-plan.js'
import type { QueueTiming } from './queue-options.js'
import { whileAway } from './while-away.js'

/** Data files as they lie in the folders of a sweep. */
export interface SweepFile {
  /** Position in the list of folders. */
  readonly folder: number
  readonly name: string
  readonly bytes: Uint8Array
}
export type SweepFiles = readonly SweepFile[]

const PIECE_BYTES = 4 << 20
const POLL_MS = 250

export interface Offer {
  readonly store: Store
  readonly markets: readonly string[]
  readonly files: () => Promise<SweepFiles>
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

/** Sends the files as soon as a worker wants them; ends when the signal aborts. Files that cannot be read are reported, not thrown. */
export const offerData = async ({ store, markets, files, clock, log, signal }: Offer): Promise<void> => {
  const sent = new Set<string>()
  while (!signal.aborted) {
    try {
      for (const market of markets)
        if (!sent.has(market) && (await store.get(keyName(KEYS.trialDataWanted, { market })))) {
          sent.add(market)
          await sendData(store, market, await files())
        }
    } catch (error) {
      if ((error as SepError).code !== 'store-unavailable') log(`data for workers: ${(error as Error).message}`, 'warn')
      else sent.clear()
    }
    await clock.sleep(POLL_MS, signal).catch(() => undefined)
  }
}

/** The pieces first: who sees the list can read all of it. */
export const sendData = async (store: Store, market: string, files: SweepFiles): Promise<void> => {
  const bytes = encodeState(files.map(({ folder, name, bytes: content }) => ({ folder, name, bytes: content })))
  const pieces = Math.ceil(bytes.length / PIECE_BYTES)
  for (let k = 0; k < pieces; k++) {
    const piece = bytes.slice(k * PIECE_BYTES, (k + 1) * PIECE_BYTES)
    await store.write([setWrite(KEYS.trialDataPiece, { market, piece: `${k}` }, piece)])
  }
  await store.write([setWrite(KEYS.trialData, { market }, { pieces, sha256: sha256(bytes) })])
}

export interface Fetching {
  readonly store: Store
  /** Of this machine; it is made. */
  readonly folder: string
  readonly clock: Clock
  readonly timing: QueueTiming
  readonly signal: AbortSignal
}

/** The plan with a copy of what the coordinator has as its data. */
export const withSentData = async (spec: SweepPlan, fetching: Fetching): Promise<SweepPlan> => {
  const { store, clock, timing, signal } = fetching
  const root = join(fetching.folder, spec.market)
  const { market } = spec
  const until = clock.monotonicMs() + timing.dataMs
  while (!existsSync(root)) {
    const found = await whileAway(clock, signal, () => receiveData(store, market))
    if (found) {
      place(root, found)
      break
    }
    if (clock.monotonicMs() > until)
      throw new SepError(
        'missing-data',
        `${spec.data.join(', ')}: the candles of the sweep are not on this worker, and no coordinator sent them`,
      )
    await whileAway(clock, signal, () => store.write([setWrite(KEYS.trialDataWanted, { market }, 'wanted')]))
    await clock.sleep(Math.min(POLL_MS, timing.dataMs), signal)
  }
  return { ...spec, data: folders(root, spec.data.length) }
}

/** A made market is made anywhere, and the store is the same for all. */
export const isHere = (path: string): boolean => /^(synth|valkey):/.test(path) || existsSync(path)

/** A source other than a folder, as `valkey:`, comes as one folder. */
const folders = (root: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, k) => join(root, `${k}`)).filter((path) => existsSync(path))

/** Null where they are not there, or not whole. */
const receiveData = async (store: Store, market: string): Promise<SweepFiles | null> => {
  const listed = await store.get(keyName(KEYS.trialData, { market }))
  if (!listed) return null
  const { pieces, sha256: expected } = unpack(KEYS.trialData, listed)
  const parts: Uint8Array[] = []
  for (let k = 0; k < pieces; k++) {
    const part = await store.get(keyName(KEYS.trialDataPiece, { market, piece: `${k}` }))
    if (!part) return null
    parts.push(part)
  }
  const bytes = new Uint8Array(Buffer.concat(parts))
  return sha256(bytes) === expected ? decodeState<SweepFiles>(bytes) : null
}

const FILE_NAME = /^[A-Za-z0-9_]+(\.[a-z]+)+$/

/** Whole or not at all: workers of one machine share the folder. */
const place = (root: string, files: SweepFiles): void => {
  const partial = `${root}.${process.pid}.tmp`
  try {
    for (const { folder, name, bytes } of files) {
      // What comes from the store names no path.
      if (!FILE_NAME.test(name) || !Number.isSafeInteger(folder) || folder < 0)
        throw new SepError('bad-data', `data of the sweep: ${JSON.stringify(name)} is not the name of a data file`)
      makeFolder(join(partial, `${folder}`))
      writeFileSync(join(partial, `${folder}`, name), bytes)
    }
    if (!existsSync(root)) renameSync(partial, root)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

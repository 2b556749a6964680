/** What the store has of a pipeline, read twice a second, so that an answer waits for nothing. */
import type { Clock } from '../../lib/clock.js'
import { pause } from '../../lib/pause.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { CodedError } from '../../lib/errors.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack } from '../../store/pack.js'
import type { PipelineStatus } from '../../store/pipeline-status.js'
import { isStoreFault } from '../../store/store-fault.js'
import type { Store, StreamEntry } from '../../store/store.js'
import { type AlarmChange, alarmChanges, foldAlarms, type StoredAlarm } from '../../streams/alarms/read-alarms.js'
import { readGlobalSwitch, readSwitches } from '../../streams/control/switches.js'
import { type KnownPart, livingParts, PART_NAMES, type PartName } from './pipeline-documents.js'
import type { SurfaceSwitches } from './pipeline-state.js'

export interface StoreWatch {
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Reads at once; rejects where the store is away. */
  look(): Promise<void>
  /** Null = it answers; else since when it does not, and why. */
  fault(): { readonly sinceMs: number; readonly text: string } | null
  parts(): readonly KnownPart[]
  switches(): SurfaceSwitches
  /** Newest first. */
  alarms(): readonly StoredAlarm[]
  /** Oldest first. */
  alarmChanges(): readonly AlarmChange[]
}

const LOOK_MS = SECOND_MS / 2
/** A pipeline writes each second. */
const SILENT_MS = 5 * SECOND_MS
/** That of a status in the store: one that is there was written within it. */
const STATUS_TTL_MS = 10 * SECOND_MS

interface Heard {
  readonly status: PipelineStatus
  /** By the clock that is not set: when it came here. */
  readonly cameMs: number
}

export const storeWatch = (store: Store, account: string, clock: Clock): StoreWatch => {
  const heard = new Map<PartName, Heard>()
  const entries: StreamEntry[] = []
  const now: {
    switches: SurfaceSwitches
    fault: { sinceMs: number; text: string } | null
    alarms: readonly StoredAlarm[]
  } = {
    switches: { killSwitch: true, global: false, paused: true },
    fault: { sinceMs: Math.floor(clock.nowMs()), text: 'the store has not been read yet' },
    alarms: [],
  }
  const take = (part: PartName, status: PipelineStatus, isLast: boolean): void => {
    const before = heard.get(part)
    if (before && before.status.atMs >= status.atMs) return
    const isFresh = !isLast && clock.nowMs() - status.atMs < STATUS_TTL_MS
    heard.set(part, { status, cameMs: isFresh ? clock.monotonicMs() : Number.NEGATIVE_INFINITY })
  }
  const look = async (): Promise<void> => {
    const keys = PART_NAMES.map((part) =>
      part === 'all' ? keyName(KEYS.status, { account }) : keyName(KEYS.statusOfPart, { account, part }),
    )
    const values = await store.values([
      ...keys,
      ...PART_NAMES.map((part) => keyName(KEYS.lastStatus, { account, part })),
    ])
    for (const [n, part] of PART_NAMES.entries()) {
      const [status, last] = [statusIn(values[n]), statusIn(values[n + PART_NAMES.length])]
      if (status) take(part, status, false)
      else if (last) take(part, last, true)
    }
    now.switches = await switchesOf(store, account, heard)
    await addAlarms(store, account, entries)
    now.alarms = foldAlarms(entries)
    now.fault = null
  }
  return {
    look,
    run: async (signal) => {
      do
        await look().catch((error: unknown) => {
          if (!isStoreFault(error)) throw error
          now.fault ??= { sinceMs: Math.floor(clock.nowMs()), text: error.message }
        })
      while (await pause(clock, LOOK_MS, signal))
    },
    fault: () => now.fault,
    parts: () =>
      livingParts(
        [...heard].map(([part, { status, cameMs }]) => ({
          part,
          status,
          silent: clock.monotonicMs() - cameMs > SILENT_MS,
        })),
      ),
    switches: () => now.switches,
    alarms: () => now.alarms,
    alarmChanges: () => alarmChanges(entries),
  }
}

/** One that cannot be read is none. */
const statusIn = (bytes: Uint8Array | null | undefined): PipelineStatus | null => {
  try {
    return bytes ? unpack(KEYS.status, bytes) : null
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}

const switchesOf = async (
  store: Store,
  account: string,
  heard: ReadonlyMap<PartName, Heard>,
): Promise<SurfaceSwitches> => {
  const isReal = [...heard.values()].some(({ status }) => status.process?.environment === 'live')
  const { killSwitch, paused } = await readSwitches(store, account, isReal)
  return { killSwitch, paused, global: await readGlobalSwitch(store) }
}

/** Those since the last look. A stream that was emptied begins again. */
const addAlarms = async (store: Store, account: string, entries: StreamEntry[]): Promise<void> => {
  const key = keyName(KEYS.alarms, { account })
  entries.push(...(await store.range(key, entries.at(-1)?.id ?? '0')))
  const { keep } = KEYS.alarms
  const most = keep !== null && keep !== 'checkpoint' && 'count' in keep ? keep.count : 0
  if (entries.length > 2 * most) entries.splice(0, entries.length - most)
}

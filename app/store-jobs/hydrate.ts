/** Fills `ws:last:manifold` and `ws:manifold:hist` from stored signals, for screens that open before the pipeline publishes. */
import type { Store, Write } from '../../store/store.js'
import { createWorld } from '../../model/world.js'
import { type LastManifold, manifoldWrites } from '../../sinks/mirrors/last-manifold.js'
import type { SignalDocument } from '../../sinks/mirrors/signal.js'
import { loadInstruments } from '../../sources/instruments.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpack, unpackFields } from '../../store/pack.js'
import { type SessionAt, sessionsAt } from './sessions-at.js'
import type { Settings } from '../config/settings.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** Hashes requested at once. */
const AT_ONCE = 200
/** A stored gate applies to signals of the same minutes; gates of earlier signals are not kept. */
const GATE_AGE_MS = 180_000
const HISTORY = (KEYS.manifoldHistory.keep as { readonly count: number }).count
const PREFIX = 'sep:signal_index:'

export interface HydrateInputs {
  readonly store: Store
  readonly settings: Settings
  /** Earlier signals are ignored: a repeated round needs only what the history can hold. */
  readonly sinceMs?: number
}
export interface Hydrated {
  readonly instrument: string
  /** Manifolds written to the history; 0: it is already as new as the signals. */
  readonly written: number
  /** Time of the newest signal; null if there is none. */
  readonly newestMs: number | null
}

/** Rewrites only what is older than the signals. A signal more than three minutes from the stored gates counts as gate off. */
export const hydrate = async ({ store, settings, sinceMs = 0 }: HydrateInputs): Promise<readonly Hydrated[]> => {
  const names = settings.run.pairs ?? (await store.keys(`${PREFIX}*`)).map((key) => key.slice(PREFIX.length))
  const lookbackMs = settings.qfh.echoLookbackMinutes * MINUTE_MS
  const most = HISTORY + settings.qfh.echoLookbackMinutes
  const stale = []
  const done: Hydrated[] = []
  for (const name of names.toSorted()) {
    const newest = await newestSignals(store, name, sinceMs, most)
    const newestMs = newest.at(-1)?.ts_ms ?? null
    if (newestMs === null || (await writtenUntilMs(store, name)) >= newestMs)
      done.push({ instrument: name, written: 0, newestMs })
    else stale.push({ name, signals: newest, newestMs })
  }
  if (stale.length === 0) return done
  const world = createWorld(
    loadInstruments(
      stale.map(({ name }) => name),
      settings.run.instruments ?? undefined,
    ),
    'USD',
  )
  const sessions = await sessionsAt(
    settings,
    world,
    stale.flatMap(({ signals }) => signals.map(({ ts_ms }) => ts_ms)),
  )
  const gates = await storedGates(store)
  for (const [k, { name, signals, newestMs }] of stale.entries()) {
    const counts = repetitions(signals, lookbackMs)
    const all = signals.map((signal, n) =>
      manifoldOf(name, signal, counts[n]!, sessions.get(signal.ts_ms)![k]!, gates(name, signal.ts_ms)),
    )
    const kept = all.slice(-HISTORY)
    await store.write(rewritten(name, kept))
    done.push({ instrument: name, written: kept.length, newestMs })
  }
  return done.sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
}

/** Publishes the newest to listeners; the earlier ones only enter the history. */
const rewritten = (inst: string, all: readonly LastManifold[]): Write[] => {
  const key = keyName(KEYS.manifoldHistory, { inst })
  const pushes = all.slice(0, -1).flatMap((one) => manifoldWrites(one).filter(({ op }) => op === 'listPush'))
  return [{ op: 'delete', key }, ...pushes, ...manifoldWrites(all.at(-1)!)]
}

/** The newest signals in ascending order, without index entries whose hash has expired. */
const newestSignals = async (
  store: Store,
  inst: string,
  sinceMs: number,
  most: number,
): Promise<readonly SignalDocument[]> => {
  const index = await store.sortedRange(keyName(KEYS.signalIndex, { inst }), sinceMs, Number.POSITIVE_INFINITY)
  const keys = index.slice(-most).map(([, member]) => new TextDecoder().decode(member))
  const found: SignalDocument[] = []
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const hashes = await Promise.all(keys.slice(at, at + AT_ONCE).map((key) => store.hashAll(key)))
    for (const fields of hashes) if (Object.keys(fields).length > 0) found.push(unpackFields(KEYS.signal, fields))
  }
  return found
}

/** Time up to which both the last manifold and the history are written; -Infinity if one is missing. */
const writtenUntilMs = async (store: Store, inst: string): Promise<number> => {
  const last = await store.get(keyName(KEYS.lastManifold, { inst }))
  const newest = (await store.listRange(keyName(KEYS.manifoldHistory, { inst }))).at(-1)
  if (!last || !newest) return Number.NEGATIVE_INFINITY
  return Math.min(unpack(KEYS.lastManifold, last).ts, unpack(KEYS.manifoldHistory, newest).ts)
}

const storedGates = async (store: Store): Promise<(name: string, tsMs: number) => 0 | 1> => {
  const bytes = await store.get(keyName(KEYS.gatesBlob, {}))
  const blob = bytes ? unpack(KEYS.gatesBlob, bytes) : null
  return (name, tsMs) => (blob && Math.abs(blob.ts - tsMs) <= GATE_AGE_MS ? (blob.gates[name] ?? 0) : 0)
}

/** How often the signature of each signal occurred in [t - lookback, t]. */
const repetitions = (signals: readonly SignalDocument[], lookbackMs: number): readonly number[] => {
  const inside = new Map<string, number>()
  let front = 0
  return signals.map(({ ts_ms, signature }) => {
    inside.set(signature, (inside.get(signature) ?? 0) + 1)
    for (; signals[front]!.ts_ms < ts_ms - lookbackMs; front++) {
      const old = signals[front]!.signature
      inside.set(old, inside.get(old)! - 1)
    }
    return inside.get(signature)!
  })
}

const manifoldOf = (
  instrument: string,
  signal: SignalDocument,
  count: number,
  { open, nearClose }: SessionAt,
  gate: 0 | 1,
): LastManifold => {
  const {
    ts_ms,
    price: _,
    state: __,
    signature,
    lambda_hazard,
    flip_ratio: ___,
    sigma_eff,
    lambda,
    ...metrics
  } = signal
  return {
    instrument,
    ts: ts_ms,
    metrics,
    coeffs: { sigma_eff: sigma_eff ?? null, lambda: lambda ?? null, lambda_hazard },
    repetition: { signature, count_1h: count },
    session: { open, near_close: nearClose },
    gate,
  }
}

/** The settings of a sweep: names become paths, values are checked where they stand. */
import { dirname, resolve } from 'node:path'
import { canonicalJson } from '../../../graph/engine/hash/hash.js'
import { SepError } from '../../../model/error-codes.js'
import { type CommissionSetting, hasCoreSpreads } from '../../../operators/exchange/terms/commission.js'
import { parseLeaf, settingNamed } from '../../config/leaves/layers.js'
import type { Leaf } from '../../config/leaves/leaves.js'
import type { Axis, Json } from '../sweep-plan.js'
import type { ReadSpec } from './read-spec.js'
import type { SweepSpec } from './sweep-spec.js'

export interface SpecSpace {
  /** Null: all instruments of the sweep. */
  readonly instruments: readonly string[] | null
  /** A fixed setting is an axis of one value. */
  readonly axes: readonly Axis[]
}
export interface SpecSettings {
  readonly spaces: readonly SpecSpace[]
  /** What `params` of a result holds: settings that are an axis, or differ between instruments. */
  readonly params: readonly { readonly name: string; readonly path: string }[]
}

interface Given extends Axis {
  readonly isAxis: boolean
  readonly place: string
}
type Settings = ReadonlyMap<string, Given>

/** Files of facts about the market, relative to the file of the sweep. All trials share them. */
const FILES = ['run.spreadModel', 'run.instruments']
const OF_MARKET = [...FILES, 'run.spreadFactor', 'broker.commission']

export const specSettings = ({ file, spec, at }: ReadSpec, leaves: readonly Leaf[]): SpecSettings => {
  const settingsAt = (path: readonly string[], given: SweepSpec['grid']): Settings => {
    const found = new Map<string, Given>()
    for (const [name, value] of Object.entries(given)) {
      const setting = settingOf(
        name,
        value,
        leaves,
        (...rest) => at([...path, name, ...rest], rest.length === 0),
        dirname(file),
      )
      const twin = found.get(setting.path)
      if (twin) throw new SepError('bad-config', `${setting.place}: ${name} and ${twin.name} are the same setting`)
      found.set(setting.path, setting)
    }
    return found
  }
  const grid = settingsAt(['grid'], spec.grid)
  const overrides = Object.entries(overridesOf(spec)).map(
    ([instrument, given]) => [instrument, settingsAt(['instruments', instrument], given)] as const,
  )
  for (const [, settings] of overrides) for (const setting of settings.values()) refuseOfMarket(setting)
  const spaces =
    overrides.length === 0
      ? [{ instruments: null, settings: grid }]
      : overrides.map(([instrument, own]) => ({ instruments: [instrument], settings: new Map([...grid, ...own]) }))
  const own = new Set(overrides.flatMap(([, settings]) => [...settings.keys()]))
  const all = new Map(spaces.flatMap(({ settings }) => [...settings]))
  return {
    spaces: merged(spaces),
    params: [...all.values()]
      .filter(({ path }) => own.has(path) || grid.get(path)?.isAxis)
      .map(({ name, path }) => ({ name, path })),
  }
}

/** Instruments with settings of their own; empty where the sweep has a list. */
const overridesOf = ({ instruments }: SweepSpec): { readonly [instrument: string]: SweepSpec['grid'] } =>
  instruments === undefined || Array.isArray(instruments)
    ? {}
    : Object.fromEntries(Object.entries(instruments).map(([name, given]) => [name, given ?? {}]))

const settingOf = (
  name: string,
  value: Json,
  leaves: readonly Leaf[],
  at: (...path: readonly number[]) => string,
  folder: string,
): Given => {
  const leaf = settingNamed(name, leaves, at())
  const isAxis = Array.isArray(value)
  if (isAxis && value.length === 0) throw new SepError('bad-config', `${at()}: ${name}: an axis needs a value`)
  const values = (isAxis ? value : [value]).map((one, k) => {
    const parsed = parseLeaf(leaf, one, isAxis ? at(k) : at()) as Json
    return FILES.includes(leaf.path) && typeof parsed === 'string' ? resolve(folder, parsed) : parsed
  })
  const given = { name, path: leaf.path, values, isAxis, place: at() }
  if (leaf.path === 'run.pairs') throw new SepError('bad-config', `${at()}: ${name}: list them under instruments`)
  if (isAxis && leaf.path !== 'broker.commission') refuseOfMarket(given)
  if (
    leaf.path === 'broker.commission' &&
    new Set(values.map((one) => hasCoreSpreads(one as CommissionSetting))).size > 1
  )
    throw new SepError('bad-config', `${at()}: ${name}: with and without commission are two markets; make two sweeps`)
  return given
}

const refuseOfMarket = ({ name, path, place }: Given): void => {
  if (OF_MARKET.includes(path))
    throw new SepError('bad-config', `${place}: ${name}: all trials share one market; give one value in grid`)
}

/** Instruments with the same axes share a space. */
const merged = (
  spaces: readonly { readonly instruments: readonly string[] | null; readonly settings: Settings }[],
): readonly SpecSpace[] => {
  const found = new Map<string, SpecSpace>()
  for (const { instruments, settings } of spaces) {
    const axes = [...settings.values()].map(({ name, path, values }) => ({ name, path, values }))
    const key = canonicalJson(axes.map(({ path, values }) => ({ path, values })))
    const twin = found.get(key)
    found.set(
      key,
      twin
        ? { axes: twin.axes, instruments: [...(twin.instruments ?? []), ...(instruments ?? [])] }
        : { axes, instruments },
    )
  }
  return [...found.values()]
}

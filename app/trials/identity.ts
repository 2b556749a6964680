/** Identity of a trial's results, from its settings and its data alone: what has been computed is never computed again. */
import { canonicalJson, sha256 } from '../../graph/engine/hash/hash.js'
import { SLICER_VERSION } from '../../sources/slices/slicer-version.js'
import type { PreparedTrial } from './prepare-trial.js'
import { RECORD_VERSION } from './record-version.js'
import type { SweepMarket } from './sweep-market.js'

/** By instrument, for those whose lines exist; one hash under null for a portfolio, whose lines share it. */
export const resultHashes = (prepared: PreparedTrial, market: SweepMarket): ReadonlyMap<string | null, string> => {
  const instruments =
    prepared.kind === 'portfolio' ? [null] : prepared.trial.targets.map(({ instrument }) => instrument)
  return new Map(
    instruments.map((instrument) => [instrument, sha256(canonicalJson(tupleOf(prepared, market, instrument)))]),
  )
}

/** Of the configuration without window and data: what the number of configurations tried counts. */
export const configHashOf = ({ kind, hashes, target, program }: PreparedTrial): string =>
  sha256(canonicalJson({ kind, node: hashes.get(target), graphFile: program.file?.sha256 ?? null }))

const tupleOf = (prepared: PreparedTrial, { hash, world }: SweepMarket, instrument: string | null) => {
  const { trial, kind, target, hashes, program, tradeFromMs, fillTrades } = prepared
  const { run, broker } = program.settings
  return {
    kind,
    node: hashes.get(target),
    instrument,
    market: hash,
    world,
    control: { tradeFrom: tradeFromMs, fillTrades },
    from: trial.window.fromMs,
    to: trial.window.toMs,
    costs: {
      commission: broker.commission,
      depth: broker.depth,
      fillDelayMs: broker.fillDelayMs,
      slippageBps: broker.slippageBps,
      spreadFactor: run.spreadFactor,
    },
    slicer: SLICER_VERSION,
    record: RECORD_VERSION,
    graphFile: program.file?.sha256 ?? null,
  }
}

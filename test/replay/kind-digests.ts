/** A digest of every operator kind's output for one fixed input. */
import { canonicalJson, ColumnsDigest, sha256 } from '../../graph/engine/hash/hash.js'
import { randomMarket } from '../support/random-market.js'
import { eager, runSep } from '../support/sep-run.js'

/** `kind` -> digest of all its output columns over 1,500 minutes of a synthetic market. */
export const kindDigests = (): { readonly [kind: string]: string } => {
  let digests = new Map<string, ColumnsDigest>()
  const run = runSep(randomMarket({ seed: 20260901, minutes: 1500, missingPerMille: 30 }), {
    settings: eager('qfh.extended=1', 'strategy.pulseEnabled=1'),
    look: (frame, compiled) => {
      if (digests.size === 0)
        digests = new Map(compiled.graph.nodes.map((node) => [node.id, new ColumnsDigest(compiled.graph, [node.id])]))
      for (const digest of digests.values()) digest.add(frame)
    },
  })
  const kinds = run.compiled.graph.nodes.flatMap((node) => {
    if (node.role === 'source') return []
    const kind =
      node.role === 'slot'
        ? run.compiled.bindings.find((binding) => binding.slot === node.id)?.operator.kind
        : node.kind
    return [[kind as string, sha256(canonicalJson([...(digests.get(node.id) as ColumnsDigest).columns()]))] as const]
  })
  return Object.fromEntries(kinds.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whose journal it is, and what computes its slices. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import type { World } from '../../model/world.js'
import type { Lease, Store } from '../../store/store.js'

export interface JournalIdentity {
  readonly store: Store
  /** Held since before this call, so that nobody else writes meanwhile. */
  readonly lease: Lease
  readonly account: string
  readonly graph: Graph<World>
  readonly world: World
  readonly bindings: readonly Binding<World>[]
  readonly kernelVersion: string
  /** Resolved settings; a replay makes the graph of them again. */
  readonly config: unknown
  /** The slices are stepped by parts of the graph, in other processes too: each writes its own decisions, none is written or compared here. */
  readonly inParts?: boolean
  /** So long after its start record a journal begins anew with its state; default seven days. */
  readonly checkpointEveryMs?: number
  /** Versions of the programs, for the start record. */
  readonly versions: { readonly [program: string]: string }
}

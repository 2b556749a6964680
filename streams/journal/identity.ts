/** Whose journal it is, and what computes its slices. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import type { GraphFile } from '../../model/graph-file.js'
import type { World } from '../../model/world.js'
import type { Lease, Store } from '../../store/store.js'

export interface JournalIdentity {
  readonly store: Store
  /** Acquired before, so that no other process writes. */
  readonly lease: Lease
  readonly account: string
  readonly graph: Graph<World>
  /** The user's file that built it; absent for SEP's own graphs. */
  readonly graphFile?: GraphFile | undefined
  readonly world: World
  readonly bindings: readonly Binding<World>[]
  readonly kernelVersion: string
  /** Resolved settings; a replay builds the graph from them. */
  readonly config: unknown
  /** Parts of the graph step the slices, in other processes too. Each writes its own decisions: none is written or compared here. */
  readonly inParts?: boolean
  /** Interval between checkpoint records; default a week. */
  readonly checkpointEveryMs?: number
  /** Versions of the programs, for the start record. */
  readonly versions: { readonly [program: string]: string }
}

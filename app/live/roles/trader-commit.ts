/** The end of a slice in the part that trades: orders, recorded outputs, observers, then the part's edge and its snapshot. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { nodes as refs } from '../../../model/nodes.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { DecisionWriter } from '../../../streams/decisions/writer.js'
import { commitSink } from '../../../streams/journal/commit.js'
import type { LiveContext } from '../context.js'
import { ordersRetention } from '../retention.js'
import { flattenedBy } from '../trading.js'
import type { ExecutionFeed } from './execution-feed.js'
import type { OpenedPart } from './part.js'

export interface TraderParts {
  readonly context: LiveContext
  readonly part: OpenedPart
  readonly decisions: DecisionWriter
  readonly account: LeaseKeeper
  readonly runner: OrderRunner
  readonly feed: ExecutionFeed
}

export const traderCommit = (parts: TraderParts, observers: readonly FrameSink[]): FrameSink => {
  const { context, part, decisions, feed } = parts
  const { clock, crash, log } = context
  keepStreams(parts)
  const commit = commitSink({
    compiled: part.compiled,
    place: part.place,
    sendOrders: (frame) => feed.sendOrders(frame, part.executionOffset()),
    decisions,
    // The part saves its own, after its edge.
    snapshots: { after: async () => {}, now: async () => {} },
    mirrors: [operation(parts), ...observers],
    clock,
    crash,
    onError: (error) => log(`after the orders: ${String(error)}`, 'warn'),
  })
  return part.saved([commit], [])
}

/** A requested flatten may be complete, and execution rows are in the account. */
const operation = ({ context, runner, feed }: TraderParts): FrameSink => {
  const flattened = flattenedBy(context, runner)
  return {
    write: async (frame) => {
      const done = flattened(frame)
      if (done) feed.append({ rows: [], flat: done })
      if (columnsOf(frame, refs.execution).at[1]! > 0) await context.crash.at('position.folded')
    },
  }
}

/** Trims orders that no restart needs, whenever a snapshot is safe. */
const keepStreams = ({ context, part, account, runner }: TraderParts): void => {
  const { store, clock, log } = context
  const keepOrders = ordersRetention({ store, account: context.account.id, lease: account.lease, runner, clock, log })
  part.onSnapshot(keepOrders)
}

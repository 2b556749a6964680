/** What a live pipeline says of itself on `/api/status`. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { Lease } from '../../../store/store.js'

/** `frame` null: no slice yet. */
export const statusOf = (
  { runner, lease }: { readonly runner: OrderRunner; readonly lease: Lease },
  frame: Frame | null,
  instruments: readonly { readonly name: string }[],
  switches: { readonly killSwitch: boolean; readonly paused: boolean },
): Readonly<Record<string, unknown>> => {
  const column = (name: string) => frame?.columns['broker']?.[name] as Float64Array | undefined
  const { view, decisions } = runner.state()
  return {
    state: 'running',
    epoch: lease.epoch,
    ...switches,
    tsMs: frame?.time.tsMs[0] ?? null,
    nav: column('nav')?.[0] ?? null,
    balance: column('balance')?.[0] ?? null,
    lastTransactionId: view.lastTransactionId,
    pendingDecisions: decisions.size,
    positions: instruments.flatMap(({ name }, k) =>
      column('units')?.[k] ? [{ instrument: name, units: column('units')?.[k] }] : [],
    ),
  }
}

/** Why this order, or why none: walks from the last gate back through masks and reasons to the candle. */
import type { Graph } from './define.js'
import { type AnyArray, copySlice, type Frame } from './frame.js'
import { GATE_STATES, GUARDS, maskNames, REASONS, RISKS } from './reasons.js'
import type { FrameSink } from './rx.js'
import type { World } from './world.js'

/** All columns of one slice, kept. */
export interface RecordedSlice {
  readonly tsMs: number
  readonly nodes: { readonly [node: string]: { readonly [column: string]: AnyArray } }
}
export interface Recorder extends FrameSink {
  at(tsMs: number): RecordedSlice | undefined
  last(): RecordedSlice | undefined
}

/** Keeps the newest `keep` slices. */
export const recordSlices = (graph: Graph, keep = 256): Recorder => {
  const kept: RecordedSlice[] = []
  return {
    write: (frame: Frame) => {
      for (let s = Math.max(0, frame.slices - keep); s < frame.slices; s++) {
        const nodes = Object.fromEntries(
          graph.nodes.map((node) => [node.id, copySlice(frame, node.schema, node.id, s)]),
        )
        kept.push({ tsMs: frame.time.tsMs[s] as number, nodes })
        if (kept.length > keep) kept.shift()
      }
    },
    at: (tsMs) => kept.find((slice) => slice.tsMs === tsMs),
    last: () => kept.at(-1),
  }
}

export interface ExplanationStep {
  readonly node: string
  readonly kind: string
  readonly says: string
  /** The row of the instrument and the slice columns. */
  readonly values: { readonly [column: string]: number }
}
export interface Explanation {
  readonly tsMs: number
  readonly instrument: string
  readonly verdict: string
  /** From the order port's producer back to the sources. */
  readonly steps: readonly ExplanationStep[]
}

/** Explains one instrument of one recorded slice, starting at `from` (the node that orders). */
export const explain = (
  graph: Graph,
  world: World,
  slice: RecordedSlice,
  instrument: string,
  from = 'risk',
): Explanation => {
  const k = world.instruments.findIndex((candidate) => candidate.name === instrument)
  const steps: ExplanationStep[] = []
  const seen = new Set<string>()
  const queue = [from]
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const node = graph.nodes.find((candidate) => candidate.id === id)
    if (!node || seen.has(id)) continue
    seen.add(id)
    const columns = slice.nodes[id] ?? {}
    const values = Object.fromEntries(
      Object.entries(node.schema)
        .filter(([, col]) => col.shape !== 'event')
        .map(([name, col]) => [name, (columns[name]?.[col.shape === 'row' ? k : 0] ?? Number.NaN) as number]),
    )
    steps.push({ node: id, kind: node.kind, says: (SAYS[id] ?? plain)(values), values })
    // What the loop carried over from the slice before is history, not a cause within this slice.
    for (const wire of Object.values(node.wires)) if (!wire.delay) queue.push(wire.node)
  }
  return { tsMs: slice.tsMs, instrument, verdict: verdict(steps), steps }
}

type Values = { readonly [column: string]: number }
const of = (values: Values, name: string): number => values[name] ?? Number.NaN
const show = (value: number): string => (Number.isNaN(value) ? 'unknown' : String(Number(value.toPrecision(6))))
const plain = (values: Values): string =>
  Object.entries(values)
    .slice(0, 6)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(', ')
const names = (list: readonly string[], mask: number): string => maskNames(list, mask).join(', ')

const SAYS: { readonly [node: string]: (values: Values) => string } = {
  risk: (v) =>
    of(v, 'approvedUnits') !== 0
      ? `sent ${show(of(v, 'approvedUnits'))} units (${REASONS[of(v, 'increaseReason')]})${of(v, 'trimmed') ? `, trimmed by ${names(RISKS, of(v, 'trimmed'))}` : ''}`
      : of(v, 'closeUnits') !== 0 || of(v, 'closeAll') !== 0
        ? `closed ${show(of(v, 'closeUnits'))} units (${REASONS[of(v, 'closeReason')]})`
        : of(v, 'refused') !== 0
          ? `refused an increase: ${names(RISKS, of(v, 'refused'))}`
          : 'nothing was intended',
  orders: (v) => `intended ${show(of(v, 'increaseUnits'))} more, ${show(of(v, 'closeUnits'))} to close`,
  size: (v) => `target ${show(of(v, 'targetUnits'))} units, budget ${show(of(v, 'budget'))}`,
  strategy: (v) =>
    `wishes side ${show(of(v, 'side'))}${of(v, 'enter') ? ', entry' : ''}${of(v, 'exit') ? ', exit' : ''} (${REASONS[of(v, 'reason')] ?? 'none'})`,
  allocate: (v) =>
    of(v, 'weight') > 0
      ? `has a place, weight ${show(of(v, 'weight'))}${of(v, 'filled') ? ' (filled: not eligible)' : ''}`
      : `has no place (rank ${show(of(v, 'rank'))})`,
  gates: (v) =>
    `gate ${GATE_STATES[of(v, 'state')] ?? 'unknown'}, ${show(of(v, 'trades'))} shadow trades, ${show(of(v, 'pnlBps'))} bps`,
  guards: (v) => (of(v, 'failed') === 0 ? 'every guard passed' : `closed by ${names(GUARDS, of(v, 'failed'))}`),
  direction: (v) =>
    `direction ${show(of(v, 'direction'))}, slope ${show(of(v, 'slopeBps'))} bps, coherence change ${show(of(v, 'coherenceDelta'))}`,
  session: (v) => (of(v, 'open') ? (of(v, 'entryOk') ? 'open' : 'open, no entries now') : 'closed'),
  candle: (v) => (of(v, 'present') ? `close ${show(of(v, 'c'))}` : 'no candle'),
  quote: (v) => `${show(of(v, 'bid'))} / ${show(of(v, 'ask'))}, spread ${show(of(v, 'spreadBps'))} bps`,
}

/** The first cause on the way from the candle to the order, in one sentence. */
const verdict = (steps: readonly ExplanationStep[]): string => {
  const step = (node: string) => steps.find((candidate) => candidate.node === node)
  const value = (node: string, column: string) => step(node)?.values[column] ?? Number.NaN
  const risk = step('risk')
  if (!risk) return steps[0]?.says ?? 'nothing is known of this node'
  if (value('risk', 'approvedUnits') !== 0 || value('risk', 'closeUnits') !== 0 || value('risk', 'closeAll') !== 0)
    return risk.says
  if (value('risk', 'refused') !== 0) return `no order: ${risk.says}`
  if (value('candle', 'present') === 0) return 'no order: no candle in this slice'
  const held = value('broker', 'units')
  if (held !== 0) return `no order: ${show(held)} units are held and nothing asks for a change`
  if (value('allocate', 'weight') === 0) return `no order: ${step('allocate')?.says}; ${step('gates')?.says}`
  if (value('direction', 'direction') === 0) return `no order: ${step('direction')?.says}`
  if (value('guards', 'failed') !== 0) return `no order: ${step('guards')?.says}`
  return `no order: ${step('strategy')?.says ?? 'the strategy waits'}`
}

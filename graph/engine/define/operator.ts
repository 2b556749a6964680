/** An operator is a frozen object: a pure state machine over slices. No clock, no I/O, no randomness, never throws on data. */
import type { z } from 'zod'
import type { OutColumns, PortColumns, Ports, Schema } from './schema.js'

/** Time columns of a frame: `tsMs` strictly increasing; `asOfMs`: the clock when a live slice closed; in a replay, tsMs. */
export interface Time {
  readonly tsMs: Float64Array
  readonly asOfMs: Float64Array
}

/** What the rows of a slice stand for, fixed for a run: row k is `rows[k]` in every slice. Applications add what their operators need. */
export interface RowSpace {
  readonly rows: readonly { readonly name: string }[]
  /** What enters the graph's hash. Default: the whole row space. */
  readonly identity?: unknown
}

/** Values of row columns. */
export type Blank<O extends Schema> = { readonly [C in keyof O]?: O[C]['shape'] extends 'row' ? number : never }

/** `W`: the row space that `init` needs. A graph of this operator compiles for such a row space only. */
export interface Operator<I extends Ports, O extends Schema, Z extends z.ZodType, S, W extends RowSpace = RowSpace> {
  /** `mean@1`: bump the version when equal input gives different output. */
  readonly kind: string
  readonly doc: string
  readonly in: I
  readonly out: O
  readonly config: Z
  /** What row columns hold where `step` leaves them alone: the engine writes it before a frame's steps. */
  readonly blank?: Blank<NoInfer<O>>
  /** `saved` is what `save` returned: resuming is a seed, not a second code path. Not a method, so that TypeScript checks `W` strictly. */
  readonly init: (config: z.output<Z>, world: W, saved?: Uint8Array) => S
  save(state: NoInfer<S>): Uint8Array
  /** Writes all output rows of slices [from, to), save those that stay blank. Row columns: slice s, row k at s * world.rows.length + k. */
  step(state: NoInfer<S>, time: Time, input: PortColumns<I>, output: OutColumns<O>, from: number, to: number): void
  /** Minutes of history that it needs before its output is meaningful. */
  warmup?(config: z.output<Z>): number
}

/** Types other than the row space are erased: lists of operators hold these. The builder and `bind` have checked ports and columns. */
// biome-ignore lint/suspicious/noExplicitAny: erased on purpose, see above.
export type AnyOperator<W extends RowSpace = never> = Operator<any, any, any, any, W>

/** Declares an operator (put `init` before `step` in the literal, so that the state's type is known). */
export const operator = <
  const I extends Ports,
  const O extends Schema,
  Z extends z.ZodType,
  S,
  W extends RowSpace = RowSpace,
>(
  declaration: Operator<I, O, Z, S, W>,
): Operator<I, O, Z, S, W> => Object.freeze(declaration)

/** A node whose operator is bound at compile time, so that one graph runs on a model or on the real thing. */
export interface Slot<I extends Ports, O extends Schema> {
  readonly id: string
  readonly doc: string
  readonly in: I
  readonly out: O
}
export const slot = <const I extends Ports, const O extends Schema>(declaration: Slot<I, O>): Slot<I, O> =>
  Object.freeze(declaration)

export interface Binding<W extends RowSpace = never> {
  readonly slot: string
  readonly operator: AnyOperator<W>
  readonly config: unknown
}
/** Puts an operator into a slot: its ports and columns must be the slot's. */
export const bind = <I extends Ports, O extends Schema, Z extends z.ZodType, W extends RowSpace>(
  target: Slot<I, O>,
  // biome-ignore lint/suspicious/noExplicitAny: the state is private to the operator.
  op: Operator<NoInfer<I>, NoInfer<O>, Z, any, W>,
  config: NoInfer<z.input<Z>>,
): Binding<W> => Object.freeze({ slot: target.id, operator: op, config })

/** An operator is a frozen object: a pure state machine over slices. No clock, no I/O, no randomness, never throws on data. */
import type { z } from 'zod'
import type { OutColumns, PortColumns, Ports, Schema } from './schema.js'

/** Time columns of a frame: `tsMs` strictly increasing; `asOfMs` = clock at which a live slice closed, in replay = tsMs. */
export interface Time {
  readonly tsMs: Float64Array
  readonly asOfMs: Float64Array
}

/** What the rows of a frame stand for: row k is `instruments[k]` in every slice. All of it enters the graph's hash. */
export interface RowSpace {
  readonly instruments: readonly { readonly name: string }[]
}

export interface Operator<I extends Ports, O extends Schema, Z extends z.ZodType, S, W extends RowSpace = RowSpace> {
  /** `gates@1`: the version is bumped when equal input gives different output. */
  readonly kind: string
  readonly doc: string
  readonly in: I
  readonly out: O
  readonly config: Z
  /** `saved` is what `save` gave: resuming is a seed, not a second code path. */
  init(config: z.output<Z>, world: W, saved?: Uint8Array): S
  save(state: NoInfer<S>): Uint8Array
  /** Writes all output rows of slices [from, to). Row columns: slice s, instrument k at s * world.instruments.length + k. */
  step(state: NoInfer<S>, time: Time, input: PortColumns<I>, output: OutColumns<O>, from: number, to: number): void
  /** Minutes of history it needs before its output means something. */
  warmup?(config: z.output<Z>): number
}

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

/** A place in the graph whose operator is bound at compile time (the broker). */
export interface Slot<I extends Ports, O extends Schema> {
  readonly id: string
  readonly doc: string
  readonly in: I
  readonly out: O
}
export const slot = <const I extends Ports, const O extends Schema>(declaration: Slot<I, O>): Slot<I, O> =>
  Object.freeze(declaration)

export interface Binding {
  readonly slot: string
  // biome-ignore lint/suspicious/noExplicitAny: a binding erases the state's type; `bind` has checked it.
  readonly operator: Operator<any, any, any, any, any>
  readonly config: unknown
}
/** Puts an operator into a slot: its ports and columns must be the slot's. */
export const bind = <I extends Ports, O extends Schema, Z extends z.ZodType>(
  target: Slot<I, O>,
  // biome-ignore lint/suspicious/noExplicitAny: the state is private to the operator.
  op: Operator<NoInfer<I>, NoInfer<O>, Z, any, any>,
  config: NoInfer<z.input<Z>>,
): Binding => Object.freeze({ slot: target.id, operator: op, config })

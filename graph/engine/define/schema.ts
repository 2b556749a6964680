/** Columns, schemas and ports: the vocabulary of every wire. A column's name ends with its unit. */

export type Kind = 'f64' | 'i32' | 'u32' | 'u8'
export type Shape = 'row' | 'slice' | 'event'

/** A typed array of one value per slice and row (`row`), per slice (`slice`), or any number per slice (`event`). */
export interface Col<K extends Kind = Kind, S extends Shape = Shape> {
  readonly kind: K
  readonly shape: S
}
export type Schema = { readonly [name: string]: Col }
export type Ports = { readonly [port: string]: Schema }

export interface ArrayOf {
  f64: Float64Array
  i32: Int32Array
  u32: Uint32Array
  u8: Uint8Array
}
export const arrayOf = { f64: Float64Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array } as const

type HasEvents<S extends Schema> = 'event' extends S[keyof S]['shape'] ? true : false
/** Events of slice s are `at[s] .. at[s+1]-1`, in accepted order. */
export interface EventIndex {
  readonly at: Uint32Array
}
export type Columns<S extends Schema> = { readonly [K in keyof S]: ArrayOf[S[K]['kind']] } & (HasEvents<S> extends true
  ? EventIndex
  : unknown)
export type PortColumns<I extends Ports> = { readonly [P in keyof I]: Columns<I[P]> }
/** Output columns. With event columns, `reserve(n)` makes room for n events in the frame; read the arrays again afterwards. */
export type OutColumns<O extends Schema> = Columns<O> &
  (HasEvents<O> extends true ? { reserve(events: number): void } : unknown)

const shapes = <K extends Kind>(kind: K) =>
  Object.freeze({
    row: Object.freeze({ kind, shape: 'row' }) as Col<K, 'row'>,
    slice: Object.freeze({ kind, shape: 'slice' }) as Col<K, 'slice'>,
    event: Object.freeze({ kind, shape: 'event' }) as Col<K, 'event'>,
  })
export const f64 = shapes('f64')
export const i32 = shapes('i32')
export const u32 = shapes('u32')
export const u8 = shapes('u8')

/** True where the schema has at least one event column. */
export const hasEvents = (schema: Schema): boolean => Object.values(schema).some((col) => col.shape === 'event')

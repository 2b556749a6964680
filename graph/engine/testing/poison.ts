/** Values that no operator makes: memory holds them where nothing may be read, or where everything must be written. */
import type { Kind, Schema } from '../define/schema.js'
import type { AnyArray, NodeColumns } from '../run/frame.js'

/** Two of each kind: what differs between a run with the first and a run with the second depends on the poison. */
export type Poison = 0 | 1

const VALUES: { readonly [K in Kind]: readonly [number, number] } = {
  f64: [1.2345678e300, -8.7654321e299],
  i32: [0x5a5a5a5a, -0x5a5a5a5b],
  u32: [0xa5a5a5a5, 0x5a5a5a5a],
  u8: [0xa5, 0x5a],
}

/** Fills all columns of a node from slice `from` on; of event columns what lies behind their `events` first. */
export const poisonColumns = (
  schema: Schema,
  columns: NodeColumns,
  { from, events, count, poison }: { from: number; events: number; count: number; poison: Poison },
): void => {
  for (const [name, { kind, shape }] of Object.entries(schema)) {
    const first = shape === 'event' ? events : shape === 'row' ? from * count : from
    ;(columns[name] as AnyArray).fill(VALUES[kind][poison], first)
  }
}

/** Times behind a frame's last slice. */
export const poisonTime = (values: Float64Array, from: number, poison: Poison): void => {
  values.fill(VALUES.f64[poison], from)
}

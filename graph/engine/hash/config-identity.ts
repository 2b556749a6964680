/** A configuration as plain JSON that differs wherever the configuration does. Canonical JSON writes a Map, and a function, as nothing. */
import { GraphError } from '../errors.js'

/** `where` names the node in the `bad-graph` error of a value that has no identity: a function, a symbol, an object of a class. */
export const configIdentity = (where: string, value: unknown, path = 'config'): unknown => {
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value === 'function' || typeof value === 'symbol') return refuse(where, path, `a ${typeof value}`)
  if (typeof value !== 'object' || value === null) return value
  const inner = (item: unknown, key: string | number) => configIdentity(where, item, `${path}.${key}`)
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Date) return { $date: value.getTime() }
  if (value instanceof RegExp) return { $regexp: String(value) }
  if (value instanceof Map) return { $map: [...value].map((entry, i) => entry.map((item) => inner(item, i))) }
  if (value instanceof Set) return { $set: [...value].map(inner) }
  if (ArrayBuffer.isView(value)) return { [`$${value.constructor.name}`]: [...(value as Uint8Array)] }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return refuse(where, path, `a ${value.constructor.name}`)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item, key)]))
}

const refuse = (where: string, path: string, what: string): never => {
  throw new GraphError(
    'bad-graph',
    `${where}: ${path} is ${what}: configurations that differ in it cannot be distinguished`,
  )
}

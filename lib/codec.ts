/** Canonical bytes of plain state: numbers, strings, booleans, null, arrays, records, Maps with string or number keys, typed arrays. */

const TYPED = [Float64Array, Int32Array, Uint32Array, Uint8Array] as const
const NAN_HIGH = 0x7ff80000
const UTF8 = new TextEncoder()
const UTF8_TEXT = new TextDecoder()

export type State =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | readonly State[]
  | ReadonlyMap<string | number, State>
  | { readonly [key: string]: State | undefined }

/** Encodes state; equal states give equal bytes (record keys sorted, Map order kept, every NaN as 7ff8000000000000). */
export const encodeState = (value: State): Uint8Array => {
  const out = new Writer()
  write(out, value)
  return out.bytes()
}

/** Decodes what `encodeState` wrote. The caller knows the shape. */
export const decodeState = <T>(bytes: Uint8Array): T => {
  const reader = new Reader(bytes)
  const value = read(reader)
  if (reader.position !== bytes.length) throw new Error(`state: ${bytes.length - reader.position} bytes left over`)
  return value as T
}

/** Copies a float column with every NaN in its one canonical form (NaN bits are not stable in JavaScript). */
export const canonicalBytes = (column: Float64Array | Int32Array | Uint32Array | Uint8Array): Uint8Array => {
  const copy = new Uint8Array(column.byteLength)
  copy.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  if (column instanceof Float64Array) {
    const words = new Uint32Array(copy.buffer)
    for (let i = 0; i < column.length; i++) {
      if (column[i] !== column[i]) {
        words[2 * i] = 0
        words[2 * i + 1] = NAN_HIGH
      }
    }
  }
  return copy
}

class Writer {
  private buffer = new Uint8Array(256)
  private view = new DataView(this.buffer.buffer)
  private length = 0
  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const next = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes))
    next.set(this.buffer)
    this.buffer = next
    this.view = new DataView(next.buffer)
  }
  u8(value: number): void {
    this.room(1)
    this.buffer[this.length++] = value
  }
  u32(value: number): void {
    this.room(4)
    this.view.setUint32(this.length, value, true)
    this.length += 4
  }
  f64(value: number): void {
    this.room(8)
    if (value !== value) {
      this.view.setUint32(this.length, 0, true)
      this.view.setUint32(this.length + 4, NAN_HIGH, true)
    } else this.view.setFloat64(this.length, value, true)
    this.length += 8
  }
  raw(bytes: Uint8Array): void {
    this.u32(bytes.length)
    this.room(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }
  text(value: string): void {
    const { length } = value
    this.room(4 + length)
    const from = this.length + 4
    // Nearly all strings are short and ASCII: a call of the encoder would cost more than they do.
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 127) return this.raw(UTF8.encode(value))
      this.buffer[from + i] = code
    }
    this.u32(length)
    this.length += length
  }
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }
}

class Reader {
  position = 0
  private readonly view: DataView
  private readonly data: Uint8Array
  constructor(data: Uint8Array) {
    // A slice of a Buffer shares its pool; a slice of a plain Uint8Array has its own memory.
    this.data = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }
  u8(): number {
    return this.view.getUint8(this.position++)
  }
  u32(): number {
    this.position += 4
    return this.view.getUint32(this.position - 4, true)
  }
  f64(): number {
    this.position += 8
    return this.view.getFloat64(this.position - 8, true)
  }
  raw(): Uint8Array {
    const length = this.u32()
    this.position += length
    return this.data.slice(this.position - length, this.position)
  }
  text(): string {
    return UTF8_TEXT.decode(this.raw())
  }
}

const write = (out: Writer, value: State): void => {
  if (value === null) return out.u8(0)
  if (typeof value === 'boolean') return out.u8(value ? 2 : 1)
  if (typeof value === 'number') {
    out.u8(3)
    return out.f64(value)
  }
  if (typeof value === 'string') {
    out.u8(4)
    return out.text(value)
  }
  for (const [i, Typed] of TYPED.entries()) {
    if (value instanceof Typed) {
      out.u8(8 + i)
      return out.raw(canonicalBytes(value))
    }
  }
  if (Array.isArray(value)) {
    out.u8(5)
    out.u32(value.length)
    for (const item of value) write(out, item)
    return
  }
  if (value instanceof Map) {
    out.u8(6)
    out.u32(value.size)
    for (const [key, item] of value) {
      write(out, key)
      write(out, item)
    }
    return
  }
  const record = value as { readonly [key: string]: State | undefined }
  const keys = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
  out.u8(7)
  out.u32(keys.length)
  for (const key of keys) {
    out.text(key)
    write(out, record[key] as State)
  }
}

const read = (reader: Reader): State => {
  const tag = reader.u8()
  if (tag === 0) return null
  if (tag === 1) return false
  if (tag === 2) return true
  if (tag === 3) return reader.f64()
  if (tag === 4) return reader.text()
  if (tag === 5) return Array.from({ length: reader.u32() }, () => read(reader))
  if (tag === 6) {
    const size = reader.u32()
    const map = new Map<string | number, State>()
    for (let i = 0; i < size; i++) {
      const key = read(reader) as string | number
      map.set(key, read(reader))
    }
    return map
  }
  if (tag === 7) {
    const size = reader.u32()
    // `record['__proto__'] = x` would set the prototype and lose the key; entries define it.
    return Object.fromEntries(Array.from({ length: size }, () => [reader.text(), read(reader)] as const))
  }
  const Typed = TYPED[tag - 8]
  if (!Typed) throw new Error(`state: unknown tag ${tag}`)
  return new Typed(reader.raw().buffer as ArrayBuffer)
}

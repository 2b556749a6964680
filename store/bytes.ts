/** Bytes of a value: text as UTF-8, bytes as a copy, so that the caller cannot change what is stored. */
export const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? new TextEncoder().encode(value) : Uint8Array.from(value)

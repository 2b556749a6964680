/** Bytes of a value: text as UTF-8, bytes copied, so that a later change by the caller changes nothing stored. */
export const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? new TextEncoder().encode(value) : Uint8Array.from(value)

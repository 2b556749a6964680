/** Whether two saved states are the same, byte by byte. */
export const equalState = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

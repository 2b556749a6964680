import { isDeepStrictEqual } from 'node:util'

export const expectEqual = (seen: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(seen, wanted))
    throw new Error(`expected ${JSON.stringify(wanted)}, got ${JSON.stringify(seen)}`)
}

export const expectThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`expected: ${what}`)
}

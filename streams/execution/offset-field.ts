/** Records carry the execution offset, the id of an `execution` entry, under the stored name `told`. */

interface WithOffset {
  readonly executionOffset?: string | undefined
}
interface Stored {
  readonly told?: string | undefined
}
export type OffsetDecoded<R extends Stored> = Omit<R, 'told'> & WithOffset

/** To the stored name and back; where there is no offset, neither name is there. */
export const offsetField = Object.freeze({
  encode: <R extends WithOffset>({ executionOffset, ...rest }: R) =>
    executionOffset === undefined ? rest : { ...rest, told: executionOffset },
  decode: <R extends Stored>({ told, ...rest }: R): OffsetDecoded<R> =>
    told === undefined ? rest : { ...rest, executionOffset: told },
})

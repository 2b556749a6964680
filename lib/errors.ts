/** Errors with a code, for faults outside this program. A bug of ours is a failed assertion with a stack trace. */

/** A fault outside this program: shown to the user as one line, without a stack trace. */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** Throws on a bug of ours. */
export function assert(condition: unknown, text: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${text}`)
}

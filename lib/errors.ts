/** Errors with a code. What went wrong outside this program carries one; a bug of ours is a failed assertion and has a stack trace. */

/** An error of the outside world: shown to the user as one line, without a stack trace. */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** Crashes on a bug of ours. */
export function assert(condition: unknown, text: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${text}`)
}

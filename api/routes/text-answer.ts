/** An answer that is not JSON. */

const TEXT = Symbol('text answer')

export interface TextAnswer {
  readonly [TEXT]: true
  readonly contentType: string
  readonly content: string | Uint8Array
  /** Offered to the browser as a file of this name. */
  readonly fileName?: string
}

/** Its type must stand in `texts` of the route. */
export const textAnswer = (contentType: string, content: string | Uint8Array, fileName?: string): TextAnswer =>
  Object.freeze({ [TEXT]: true as const, contentType, content, ...(fileName === undefined ? {} : { fileName }) })

export const isTextAnswer = (answer: unknown): answer is TextAnswer =>
  typeof answer === 'object' && answer !== null && TEXT in answer

/** A group of refusals that mean the same, and what SEP does about them. */
export interface Refusal {
  /** Reasons of a rejected order (400, 404: nothing was created). */
  readonly reject: readonly string[]
  /** Reasons of an order that was created and at once, or later, cancelled (201 all the same). */
  readonly cancel: readonly string[]
  readonly means: string
  /** What SEP does, or why it cannot happen to it. */
  readonly does: string
}

/** Words of `reject` and `cancel`; `both` counts as either. */
export const refusalGroup = (
  {
    reject = '',
    cancel = '',
    both = '',
  }: { readonly reject?: string; readonly cancel?: string; readonly both?: string },
  means: string,
  does: string,
): Refusal => ({ reject: words(`${both} ${reject}`), cancel: words(`${both} ${cancel}`), means, does })

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean)

/** `prefix_A prefix_B`. */
export const family = (prefix: string, endings: string): string =>
  words(endings)
    .map((ending) => `${prefix}_${ending}`)
    .join(' ')

/** What follows a refused increase. */
export const PAUSES =
  'the increase is over; its pair pauses 1, 2, 4 .. 60 minutes; every third in a row is alarm `rejects`'
/** What cannot come back for a request of SEP. */
export const NEVER = 'cannot happen: SEP sends no such request'

/** The guards as they are counted: stability, rupture and hazard are one number three times and count once, as rupture. */
import { GUARD_BIT, GUARDS } from '../../model/codes.js'

export interface CountedGuard {
  readonly name: string
  /** Bits of `guards.failed`; one of them is enough to close. */
  readonly bits: number
}

export const COUNTED_GUARDS: readonly CountedGuard[] = GUARDS.filter(
  (guard) => guard !== 'stability' && guard !== 'hazard' && guard !== 'data',
).map((name) => ({
  name,
  bits: name === 'rupture' ? GUARD_BIT.rupture | GUARD_BIT.stability | GUARD_BIT.hazard : GUARD_BIT[name],
}))

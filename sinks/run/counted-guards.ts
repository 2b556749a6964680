/** The guards as reports count them: stability, rupture and hazard are the same number and count once, as rupture. */
import { GUARD_BIT, GUARDS } from '../../model/codes.js'

export interface CountedGuard {
  readonly name: string
  /** Bits of `guards.failed`; the guard blocks if any of them is set. */
  readonly bits: number
}

export const COUNTED_GUARDS: readonly CountedGuard[] = GUARDS.filter(
  (guard) => guard !== 'stability' && guard !== 'hazard' && guard !== 'data',
).map((name) => ({
  name,
  bits: name === 'rupture' ? GUARD_BIT.rupture | GUARD_BIT.stability | GUARD_BIT.hazard : GUARD_BIT[name],
}))

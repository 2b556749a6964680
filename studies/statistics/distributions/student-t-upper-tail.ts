import jStat from 'jstat'

/** P(T >= t) of Student's t with so many degrees of freedom; jstat's incomplete beta function is right to about 1e-7 of its size. */
export const studentTUpperTail = (t: number, degrees: number): number => {
  if (Number.isNaN(t) || !(degrees > 0)) return Number.NaN
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1
  return t >= 0 ? jStat.studentt.cdf(-t, degrees) : 1 - jStat.studentt.cdf(t, degrees)
}

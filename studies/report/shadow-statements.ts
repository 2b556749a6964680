/** Where the account earns clearly more or less a trade than its shadow. */
import type { ShadowGapRow } from '../../sinks/run/shadow-gap.js'

const ALARM_SD = 2

/** True where the difference is beyond two standard errors. */
export const isApart = ({ shadowMinusRealBps, shadowMinusRealSd }: ShadowGapRow): boolean =>
  shadowMinusRealBps !== null &&
  shadowMinusRealSd !== null &&
  Math.abs(shadowMinusRealBps) > ALARM_SD * shadowMinusRealSd

/** One sentence an instrument that is apart. */
export const shadowStatements = (gaps: { readonly [instrument: string]: ShadowGapRow }): string[] =>
  Object.entries(gaps).flatMap(([instrument, gap]) => {
    if (!isApart(gap)) return []
    const bps = gap.shadowMinusRealBps as number
    const error = (gap.shadowMinusRealSd as number).toFixed(2)
    return [
      `${instrument}: the account earns ${Math.abs(bps).toFixed(2)} bps a trade ${bps > 0 ? 'less' : 'more'} than its shadow (${gap.realTrades} and ${gap.shadowTrades} trades, standard error ${error}): more than ${ALARM_SD} standard errors apart.`,
    ]
  })

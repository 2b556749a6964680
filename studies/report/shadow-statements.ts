/** Instruments whose account earns clearly more or less per trade than its shadow. */
import type { ShadowGapRow } from '../../sinks/run/shadow-gap.js'

const ALARM_SD = 2

/** True if the difference exceeds two standard errors. */
export const isApart = ({ shadowMinusRealBps, shadowMinusRealSd }: ShadowGapRow): boolean =>
  shadowMinusRealBps !== null &&
  shadowMinusRealSd !== null &&
  Math.abs(shadowMinusRealBps) > ALARM_SD * shadowMinusRealSd

/** One sentence for each instrument that is apart. */
export const shadowStatements = (gaps: { readonly [instrument: string]: ShadowGapRow }): string[] =>
  Object.entries(gaps).flatMap(([instrument, gap]) => {
    if (!isApart(gap)) return []
    const bps = gap.shadowMinusRealBps as number
    const error = (gap.shadowMinusRealSd as number).toFixed(2)
    const earned = `earned ${Math.abs(bps).toFixed(2)} bps per trade ${bps > 0 ? 'less' : 'more'} than its shadow`
    const sample = `${gap.realTrades} real and ${gap.shadowTrades} shadow trades, standard error ${error}`
    return [`${instrument}: the account ${earned} (${sample}): more than ${ALARM_SD} standard errors apart.`]
  })

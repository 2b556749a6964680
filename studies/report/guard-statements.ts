/** Which guards are ineffective: those that pass nearly every minute, or hardly any. */

/** The part of a pair's funnel that is needed here. */
export interface GuardCounts {
  /** Minutes with metrics. */
  readonly warm: number
  /** How many of them each guard passed on its own. */
  readonly passed: { readonly [guard: string]: number }
}

const LEAST_SHARE = 0.005
/** With fewer minutes, a single one is more than that share. */
const LEAST_MINUTES = 200

/** One sentence per guard and direction, with the pairs concerned. `off`: guards that are switched off and therefore always pass. */
export const guardStatements = (
  pairs: { readonly [instrument: string]: GuardCounts },
  off: readonly string[],
): string[] => {
  const rates = Object.entries(pairs).flatMap(([instrument, { warm, passed }]) =>
    warm < LEAST_MINUTES
      ? []
      : Object.entries(passed).map(([guard, times]) => ({ instrument, guard, share: times / warm })),
  )
  const guards = [...new Set(rates.map(({ guard }) => guard))].filter((guard) => !off.includes(guard))
  return guards.flatMap((guard) => {
    const own = rates.filter((rate) => rate.guard === guard)
    const shut = own.filter(({ share }) => share < LEAST_SHARE)
    const wide = own.filter(({ share }) => share > 1 - LEAST_SHARE)
    return [
      ...(shut.length > 0
        ? [
            `Guard ${guard} passed less than 0.5 % of minutes for ${listed(shut)}: it blocks nearly every entry. ${HINT}`,
          ]
        : []),
      ...(wide.length > 0
        ? [`Guard ${guard} passed more than 99.5 % of minutes for ${listed(wide)}: it filters almost nothing. ${HINT}`]
        : []),
    ]
  })
}

const HINT = '`sep calibrate` shows the quantiles and suggests bounds.'

const listed = (rates: readonly { readonly instrument: string; readonly share: number }[]): string =>
  rates.map(({ instrument, share }) => `${instrument} (${(share * 100).toFixed(2)} %)`).join(', ')

/** Which guards decide nothing: those that nearly always, or hardly ever, let a minute pass. */

/** What is asked of a pair's funnel. */
export interface GuardCounts {
  /** Minutes with metrics. */
  readonly warm: number
  /** Of them those that each guard by itself passed. */
  readonly passed: { readonly [guard: string]: number }
}

const LEAST_SHARE = 0.005
/** With fewer a single minute is more than that share. */
const LEAST_MINUTES = 200

/** One sentence a guard and direction, with the pairs it speaks of. `off`: guards that are switched off and so pass always. */
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
        ? [`Guard ${guard} passed less than 0.5 % of the minutes of ${listed(shut)}: no entry gets by it. ${HINT}`]
        : []),
      ...(wide.length > 0
        ? [`Guard ${guard} passed more than 99.5 % of the minutes of ${listed(wide)}: it decides nothing. ${HINT}`]
        : []),
    ]
  })
}

const HINT = '`sep calibrate` shows the quantiles and suggests bounds.'

const listed = (rates: readonly { readonly instrument: string; readonly share: number }[]): string =>
  rates.map(({ instrument, share }) => `${instrument} (${(share * 100).toFixed(2)} %)`).join(', ')

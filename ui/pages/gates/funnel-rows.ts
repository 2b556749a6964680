/** A day's funnel: what passed each stage, and what share of the stage before. */
export interface FunnelStage {
  readonly stage: string
  readonly rows: number
}
export interface FunnelRow extends FunnelStage {
  /** 0 to 1, of the first stage: the length of the bar. */
  readonly width: number
  /** Of the stage before; null for the first, and where that had none. */
  readonly share: number | null
}

export const funnelRows = (stages: readonly FunnelStage[]): readonly FunnelRow[] => {
  const widest = Math.max(1, ...stages.map(({ rows }) => rows))
  return stages.map(({ stage, rows }, i) => {
    const before = stages[i - 1]?.rows
    return { stage, rows, width: rows / widest, share: before === undefined || before === 0 ? null : rows / before }
  })
}

/** Stages of all days, in the order of the newest that has them. */
export const stageNames = (days: readonly { readonly stages: readonly FunnelStage[] }[]): readonly string[] => [
  ...new Set(days.flatMap(({ stages }) => stages.map(({ stage }) => stage))),
]

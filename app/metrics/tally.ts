/** Counts of a process by one label, for a scrape. */
export interface Tally {
  readonly count: (label: string, by?: number) => void
  readonly each: (show: (label: string, total: number) => void) => void
}

export const tally = (): Tally => {
  const totals = new Map<string, number>()
  return {
    count: (label, by = 1) => void totals.set(label, (totals.get(label) ?? 0) + by),
    each: (show) => {
      for (const [label, total] of totals) show(label, total)
    },
  }
}

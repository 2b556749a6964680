/** SEP's own graphs. */
export const GRAPHS = ['sep', 'sma-flip'] as const
export type GraphName = (typeof GRAPHS)[number]

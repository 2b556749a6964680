/** The metrics of a candle that the chart shows. */
export const METRICS = ['coherence', 'stability', 'rupture', 'entropy'] as const
export type MetricName = (typeof METRICS)[number]

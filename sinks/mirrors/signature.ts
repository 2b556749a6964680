import type { SliceView } from './slice-view.js'

/** `c0.52_s0.90_e0.87`: the signature of instrument k with so many decimals. Only where the candle has metrics. */
export const signatureText = (view: SliceView, k: number, decimals: number): string => {
  const scale = Number(`1e${decimals}`)
  const part = (column: string) => (view.row('qfh', column, k) / scale).toFixed(decimals)
  return `c${part('sigC')}_s${part('sigS')}_e${part('sigE')}`
}

/** What we use of jstat, which ships no types. */
declare module 'jstat' {
  const jStat: {
    /** Error function. */
    erf(x: number): number
    /** Log of the gamma function. */
    gammaln(x: number): number
    readonly normal: {
      /** Quantile, right to 1e-14 for p in [1e-6, 1 - 1e-6]. */
      inv(p: number, mean: number, sd: number): number
    }
    readonly studentt: {
      cdf(x: number, degrees: number): number
    }
  }
  export default jStat
}

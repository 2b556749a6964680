/** Market and pairs of the kept stores: what resumes one meets the broker that it knew. */
export const KEPT_SCENE = { seed: 7, speed: 300, pairs: 'EUR_USD,GBP_USD' } as const

import { normalQuantile } from '../distributions/normal.js'

const EULER = 0.577_215_664_901_532_9

/**
 * Expected maximum of `trials` independent normals of mean 0 and the given variance, in closed form:
 * sqrt(V) ((1 - g) z(1 - 1/N) + g z(1 - 1/(N e))) with Euler's g (Bailey and Lopez de Prado 2014). For every N >= 2; NaN for one trial.
 * Below ten trials it is several percent off: maxOfNormals is exact.
 */
export const expectedMax = (trials: number, variance = 1): number =>
  trials >= 2
    ? -Math.sqrt(variance) * ((1 - EULER) * normalQuantile(1 / trials) + EULER * normalQuantile(1 / (trials * Math.E)))
    : Number.NaN

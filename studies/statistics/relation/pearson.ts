import { moments } from '../sample/moments.js'

/** Correlation of two samples of equal length; NaN if either has no variance. */
export const pearson = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  const [mx, my] = [moments(x).mean, moments(y).mean]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN
}

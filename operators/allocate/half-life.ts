/** Decay in event time, computed from roots and products alone so that every engine gives the same bits. */

/** The part of 1 left after a minute, x with x^halfLifeMin = 1/2; 0 for a half-life of 0. */
export const decayPerMinute = (halfLifeMin: number): number => {
  if (halfLifeMin === 0) return 0
  let root = 1
  // Newton's method from above descends until it can descend no further.
  for (;;) {
    const power = decayOver(root, halfLifeMin - 1)
    const next = root - (root * power - 0.5) / (halfLifeMin * power)
    if (!(next < root)) return root
    root = next
  }
}

/** perMinute to the power of whole minutes, by squaring. */
export const decayOver = (perMinute: number, minutes: number): number => {
  let left = 1
  let square = perMinute
  for (let n = minutes; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) left *= square
    square *= square
  }
  return left
}

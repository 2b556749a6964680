/** Finer than any axis of prices, money or percent. */
const TOO_FINE = 1e-12

/** Two to seven round values in [low, high]: multiples of 1, 2 or 5 times a power of ten. */
export const roundValues = (low: number, high: number): readonly number[] => {
  const wanted = (high - low) / 6
  if (!(wanted > TOO_FINE)) return [low, high]
  let power = 1
  while (power > wanted) power /= 10
  while (power * 10 <= wanted) power *= 10
  const step = power * ([1, 2, 5].find((multiple) => power * multiple >= wanted) ?? 10)
  const values: number[] = []
  for (let n = Math.ceil(low / step); n * step <= high; n++) values.push(Number((n * step).toPrecision(12)))
  return values
}

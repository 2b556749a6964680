/**
 * Eigenvalues of a symmetric matrix, ascending: Householder's reduction to three diagonals, then QL with implicit shifts (Martin, Reinsch,
 * Wilkinson 1968; Bowdler et al. 1968). `rows` is overwritten; only its lower triangle is read.
 */
export const symmetricEigenvalues = (rows: readonly Float64Array[]): Float64Array => {
  const { diagonal, offDiagonal } = tridiagonal(rows)
  const n = diagonal.length
  for (let l = 0; l < n; l++)
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      let m = l
      while (m < n - 1 && !isNegligible(offDiagonal[m]!, diagonal[m]!, diagonal[m + 1]!)) m++
      if (m === l) break
      rotate(diagonal, offDiagonal, l, m)
    }
  return diagonal.sort()
}

/** QL needs two or three per eigenvalue. */
const SWEEPS = 50

const isNegligible = (x: number, a: number, b: number): boolean =>
  Math.abs(x) <= Number.EPSILON * (Math.abs(a) + Math.abs(b))

interface Tridiagonal {
  readonly diagonal: Float64Array
  /** Entry i stands between i and i + 1 of the diagonal; the last is 0. */
  readonly offDiagonal: Float64Array
}

const tridiagonal = (a: readonly Float64Array[]): Tridiagonal => {
  const n = a.length
  const offDiagonal = new Float64Array(n)
  const product = new Float64Array(n)
  for (let i = n - 1; i > 0; i--) {
    const row = a[i]!
    let scale = 0
    for (let k = 0; k < i; k++) scale += Math.abs(row[k]!)
    if (i === 1 || scale === 0) {
      offDiagonal[i - 1] = row[i - 1]!
      continue
    }
    let h = 0
    for (let k = 0; k < i; k++) {
      row[k]! /= scale
      h += row[k]! * row[k]!
    }
    const last = row[i - 1]!
    const g = last >= 0 ? -Math.sqrt(h) : Math.sqrt(h)
    offDiagonal[i - 1] = scale * g
    h -= last * g
    row[i - 1] = last - g
    reflect(a, i, h, product)
  }
  return { diagonal: Float64Array.from(a, (row, i) => row[i]!), offDiagonal }
}

/** Applies the reflection whose vector stands in row i to the rows above. */
const reflect = (a: readonly Float64Array[], i: number, h: number, product: Float64Array): void => {
  const u = a[i]!
  product.fill(0, 0, i)
  for (let j = 0; j < i; j++) {
    const row = a[j]!
    let sum = row[j]! * u[j]!
    for (let k = 0; k < j; k++) {
      sum += row[k]! * u[k]!
      product[k]! += row[k]! * u[j]!
    }
    product[j]! += sum
  }
  let f = 0
  for (let j = 0; j < i; j++) {
    product[j]! /= h
    f += product[j]! * u[j]!
  }
  const half = f / (h + h)
  for (let j = 0; j < i; j++) {
    const row = a[j]!
    product[j]! -= half * u[j]!
    for (let k = 0; k <= j; k++) row[k]! -= u[j]! * product[k]! + product[j]! * u[k]!
  }
}

/** One QL step on the rows l..m. */
const rotate = (diagonal: Float64Array, offDiagonal: Float64Array, l: number, m: number): void => {
  const slope = (diagonal[l + 1]! - diagonal[l]!) / (2 * offDiagonal[l]!)
  const root = Math.sqrt(slope * slope + 1)
  let g = diagonal[m]! - diagonal[l]! + offDiagonal[l]! / (slope + (slope >= 0 ? root : -root))
  let [sine, cosine, shift] = [1, 1, 0]
  for (let i = m - 1; i >= l; i--) {
    const f = sine * offDiagonal[i]!
    const b = cosine * offDiagonal[i]!
    const r = Math.sqrt(f * f + g * g)
    offDiagonal[i + 1] = r
    if (r === 0) {
      diagonal[i + 1]! -= shift
      offDiagonal[m] = 0
      return
    }
    sine = f / r
    cosine = g / r
    g = diagonal[i + 1]! - shift
    const t = (diagonal[i]! - g) * sine + 2 * cosine * b
    shift = sine * t
    diagonal[i + 1] = g + shift
    g = cosine * t - b
  }
  diagonal[l]! -= shift
  offDiagonal[l] = g
  offDiagonal[m] = 0
}

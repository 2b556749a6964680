/**
 * X with A X = B by Gauss elimination with pivots; A is square, B has as many rows. Null if A is singular. For the small systems of a
 * regression.
 */
export const solveLinear = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) => {
  const rows = a.map((row, i) => [...row, ...b[i]!])
  const n = a.length
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let i = column + 1; i < n; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i
    const lead = rows[pivot]!
    if (!(Math.abs(lead[column]!) > 0)) return null
    rows[pivot] = rows[column]!
    rows[column] = lead.map((value) => value / lead[column]!)
    for (let i = 0; i < n; i++)
      if (i !== column) {
        const factor = rows[i]![column]!
        rows[i] = rows[i]!.map((value, k) => value - factor * rows[column]![k]!)
      }
  }
  return rows.map((row) => row.slice(n))
}

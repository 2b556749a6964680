import { badData } from './bad-data.js'

/** A crossed row happens and is kept. Most of a file is crossed where bid and ask were exchanged. */
export const checkSides = (file: string, bid: Float64Array, ask: Float64Array, rows: number): void => {
  let both = 0
  let crossed = 0
  for (let i = 0; i < rows; i++) {
    const spread = ask[i]! - bid[i]!
    if (spread === spread) both++
    if (spread < 0) crossed++
  }
  if (crossed * 2 > both)
    throw badData(`${file}: the bid is above the ask in ${crossed} of ${both} rows: bid and ask are exchanged`)
}

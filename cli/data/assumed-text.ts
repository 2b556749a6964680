/** For pairs that no list of instruments holds: their numbers are guesses, and sizes and margins follow from them. */
export const ASSUMED =
  'specification: assumed (pip, sizes and a margin rate of 5 %), no list of instruments holds this pair'

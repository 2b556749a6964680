/** Raised when equal candles give other slices: then every result of a trial has another identity. */
export const SLICER_VERSION = 1

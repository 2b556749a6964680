/** Raised when equal columns of a run give other trades or other numbers of them: then every result has another identity. */
export const RECORD_VERSION = 1

/** JSON of an answer. NaN and infinity become null, as JSON.stringify writes them: a replacer for them would be called for every value. */
export const jsonText = (value: unknown): string => JSON.stringify(value)

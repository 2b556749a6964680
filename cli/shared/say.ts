/** A line for the user on standard error: standard output is for results. */
export const say = (text: string): void => {
  process.stderr.write(`sep: ${text}\n`)
}

/** The only reader of the environment. */
export const environment = (): Readonly<Record<string, string>> =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  )

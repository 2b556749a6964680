/** A planted violation of a rule with what is found, and what is right. */
export type Files = { readonly [path: string]: string }
export interface Example {
  readonly good: Files
  readonly bad: Files
  readonly found: { readonly [key: string]: number }
}

/** What the help of a command has besides its flags. */
export interface HelpNote {
  /** A command line without `sep`, and what it does. */
  readonly examples: readonly (readonly [line: string, about: string])[]
  /** Exit codes besides those of every command. */
  readonly exits?: readonly (readonly [code: number, about: string])[]
  /** Commands, settings pages and pages of the guide. */
  readonly see: readonly string[]
}
export type HelpNotes = Readonly<Record<string, HelpNote>>

/** The program's commands and flags as data: what completions and the reference of commands are made from. */
import type { Command, Option } from 'commander'

export interface CommandFlag {
  /** `--out`. */
  readonly long: string
  readonly about: string
  /** None for a switch. */
  readonly value?: {
    readonly choices: readonly string[]
    readonly isPath: boolean
  }
}
export interface CommandNode {
  /** `store check`; empty for the program. */
  readonly path: string
  readonly about: string
  readonly flags: readonly CommandFlag[]
  /** Names of the commands below. */
  readonly children: readonly string[]
  /** Words that may stand where its operands stand. */
  readonly words: readonly string[]
  /** Its operands are files or folders. */
  readonly takesPaths: boolean
}

/** Names of values and operands that are files or folders. */
const PATH = /file|dir|folder|spec|store.*path/

/** Words for values and operands that take others, too: by the flag, or by command and operand. */
export type Offers = Readonly<Record<string, readonly string[]>>

const flagOf = (
  { long, description, required, optional, flags, argChoices }: Option,
  offers: Offers,
): readonly CommandFlag[] => {
  if (!long) return []
  const about = description.replace(/\s+/g, ' ')
  if (!required && !optional) return [{ long, about }]
  const name = /[<[](.*)[>\]]/.exec(flags)?.[1] ?? ''
  return [{ long, about, value: { choices: argChoices ?? offers[long] ?? [], isPath: PATH.test(name) } }]
}

const nodeOf = (command: Command, path: string, offers: Offers): CommandNode => ({
  path,
  about: command.description().replace(/\s+/g, ' '),
  flags: [
    ...command.options.filter(({ hidden }) => !hidden).flatMap((option) => flagOf(option, offers)),
    { long: '--help', about: 'display help' },
  ],
  children: command.commands.map((child) => child.name()),
  words: command.registeredArguments.flatMap(
    (argument) => argument.argChoices ?? offers[`${path} ${argument.name()}`] ?? [],
  ),
  takesPaths: command.registeredArguments.some((argument) => PATH.test(argument.name())),
})

/** A command before those below it. */
export const commandTree = (command: Command, offers: Offers = {}, path = ''): readonly CommandNode[] => [
  nodeOf(command, path, offers),
  ...command.commands.flatMap((child) => commandTree(child, offers, `${path} ${child.name()}`.trim())),
]

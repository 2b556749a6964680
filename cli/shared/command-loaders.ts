import type { Command } from 'commander'

/** By the name of a command, what loads its module; the result adds the command to a program. */
export type CommandLoaders = { readonly [name: string]: () => Promise<(program: Command) => void> }

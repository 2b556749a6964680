/** `sep completion`: what a shell needs to complete commands, flags and their values. */
import { Argument, type Command } from 'commander'
import { printSlowly } from '../../lib/terminal/stdout.js'
import { bashScript } from '../completion/bash-script.js'
import { commandTree, type CommandNode } from '../completion/command-tree.js'
import { completionOffers } from '../completion/offers.js'
import { fishScript } from '../completion/fish-script.js'
import { zshScript } from '../completion/zsh-script.js'

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Readonly<
  Record<string, (tree: readonly CommandNode[]) => string>
>
type Shell = keyof typeof SCRIPTS

/** The program that it is called in has all commands. */
export const addCompletion = (program: Command): void => {
  program
    .command('completion')
    .description('prints the completion of a shell; its first lines name where it goes')
    .addArgument(new Argument('<shell>', 'whose').choices(Object.keys(SCRIPTS)))
    .action(async (shell: Shell) => printSlowly(SCRIPTS[shell](commandTree(program, await completionOffers()))))
}

/** The command line that repeats a command: its flags as they were given, without those that only choose where the output goes. */
import type { Command } from 'commander'

/** Where the output goes. */
const OUTPUT = ['out', 'force', 'json', 'quiet']

/** Quoted for a shell. Settings from the environment are not flags; run.json and sweep.json have them. */
export const repeatCommand = (command: Command): string => {
  const names: string[] = []
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name())
  const given = command.options.filter(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' && !OUTPUT.includes(option.attributeName()),
  )
  const words = given.flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName())
    const flag = option.long ?? option.short ?? ''
    if (typeof value === 'boolean') return [flag]
    return [flag, ...[value].flat().map(String)]
  })
  return ['npx --no sep', ...names, ...command.args, ...words]
    .map((word, n) => (n === 0 ? word : shellWord(word)))
    .join(' ')
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** Whether a command line that a document or a help text shows would be understood: command, flags, values, operands. */
import type { Command, Option } from 'commander'

const isEllipsis = (word: string): boolean => word === '..' || word === '...'
/** `ID`, `FILES...`, `EUR_USD` is a value: what stands for something of the reader's own. */
const isPlaceholder = (word: string): boolean => /^[A-Z]+(\.\.\.)?$/.test(word) || isEllipsis(word)

/** The first thing that is wrong; null = nothing. `words`: after `sep`. `..` stands for whatever is left out. */
export const commandLineFault = (program: Command, words: readonly string[]): string | null => {
  const [command, rest] = commandOf(program, words)
  if (command === program && rest[0] === 'help') return null
  if (command.commands.length > 0 && !rest.some((word) => ['--help', '--version', '-h', '-V', 'help'].includes(word)))
    return `${rest[0] ?? '(nothing)'} is no command of ${command.name()}`
  return flagsFault(command, rest)
}

const commandOf = (command: Command, words: readonly string[]): readonly [Command, readonly string[]] => {
  const child = command.commands.find((one) => one.name() === words[0])
  return child ? commandOf(child, words.slice(1)) : [command, words]
}

const flagsFault = (command: Command, words: readonly string[]): string | null => {
  const operands: string[] = []
  const given = new Set<string>()
  const left = [...words]
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!/^-\w|^--\w/.test(word)) {
      operands.push(word)
      continue
    }
    const [flag = '', inline] = word.split(/=(.*)/s)
    const option = command.options.find(({ long, short }) => long === flag || short === flag)
    if (['--help', '-h'].includes(flag)) continue
    if (!option) return `${command.name()} has no flag ${flag}`
    given.add(option.attributeName())
    if (!option.required) continue
    const value = inline ?? left.shift()
    const fault = value === undefined ? `${flag} needs a value` : valueFault(option, value)
    if (fault) return fault
    while (option.variadic && left[0] !== undefined && !left[0].startsWith('-')) left.shift()
  }
  if (words.some(isEllipsis)) return null
  const missing = command.options.find((option) => option.mandatory && !given.has(option.attributeName()))
  return missing ? `${command.name()} needs ${missing.long}` : operandsFault(command, operands)
}

const valueFault = (option: Option, value: string): string | null => {
  if (isPlaceholder(value)) return null
  if (option.argChoices && !option.argChoices.includes(value)) return `${option.long} ${value}: not one of its values`
  try {
    if (!option.argChoices) option.parseArg?.(value, option.variadic ? [] : (option.defaultValue ?? []))
    return null
  } catch (error) {
    return `${option.long} ${value}: ${(error as Error).message}`
  }
}

const operandsFault = ({ registeredArguments: wanted }: Command, operands: readonly string[]): string | null => {
  const least = wanted.filter(({ required }) => required).length
  const isOpen = wanted.some(({ variadic }) => variadic)
  if (operands.length < least) return `${wanted[operands.length]?.name()} is missing`
  if (!isOpen && operands.length > wanted.length) return `${operands[wanted.length]} is one operand too many`
  return null
}

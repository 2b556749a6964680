/** The page about all commands: flags, values, examples, exit codes, from the program and the notes of its help. */
import type { Command } from 'commander'
import { commandTree, type CommandFlag, type CommandNode } from '../completion/command-tree.js'
import { exitCodes, HELP_NOTES } from '../help/add-notes.js'

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/<(\w[^>]*)>/g, '`<$1>`')

const flagRow = ({ long, about, value }: CommandFlag): string => {
  const values =
    value === undefined
      ? ''
      : value.choices.length > 0
        ? `: ${value.choices.map((one) => `\`${one}\``).join(', ')}`
        : ''
  return `| \`${long}\` | ${cell(about)}${values} |`
}

const linkTo = (name: string): string =>
  name.startsWith('docs/') ? `[${name.slice(5)}](${name.slice(5)})` : `[sep ${name}](#sep-${name.replaceAll(' ', '-')})`

const sectionOf = ({ path, about, flags }: CommandNode): readonly string[] => {
  const note = HELP_NOTES[path]
  const own = flags.filter(({ long }) => long !== '--help')
  return [
    '',
    `## sep ${path}`,
    '',
    cell(about),
    '',
    ...(own.length === 0 ? [] : ['| flag | meaning |', '| --- | --- |', ...own.map(flagRow), '']),
    ...(note === undefined
      ? []
      : [
          '```sh sample',
          ...note.examples.map(([line, what]) => `npx --no sep ${line}    # ${what}`),
          '```',
          '',
          `Exit codes: ${exitCodes(note)
            .map(([code, what]) => `${code} ${what}`)
            .join('; ')}. See also: ${note.see.map(linkTo).join(', ')}.`,
        ]),
  ]
}

export const commandsPage = (program: Command): string =>
  [
    '# Commands',
    '',
    'Every command with its flags, made from the program itself. `sep COMMAND --help` has the same, and',
    '[completion](#sep-completion) knows it.',
    ...commandTree(program)
      .filter(({ path }) => path !== '')
      .flatMap(sectionOf),
    '',
  ].join('\n')

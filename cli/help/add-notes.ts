/** Puts examples, exit codes and references below the help of every command. */
import type { Command } from 'commander'
import { DATA_NOTES } from './data-notes.js'
import type { HelpNote, HelpNotes } from './help-note.js'
import { LIVE_NOTES } from './live-notes.js'
import { RESEARCH_NOTES } from './research-notes.js'
import { RUN_NOTES } from './run-notes.js'

export const HELP_NOTES: HelpNotes = { ...RUN_NOTES, ...RESEARCH_NOTES, ...DATA_NOTES, ...LIVE_NOTES }

const EVERY = [
  [0, 'ok'],
  [1, 'failed: one line on standard error has the reason'],
  [2, 'usage: a flag, an argument or a setting is wrong'],
] as const

export const exitCodes = ({
  exits = [],
}: Pick<HelpNote, 'exits'>): readonly (readonly [code: number, about: string])[] =>
  [...EVERY.filter(([code]) => !exits.some(([own]) => own === code)), ...exits].sort(([a], [b]) => a - b)

const noteText = (note: HelpNote): string => {
  const { examples, see } = note
  const pages = see.map((name) => (name.startsWith('docs/') ? name : `sep ${name}`))
  return [
    '',
    'Examples:',
    ...examples.flatMap(([line, about]) => [`  # ${about}`, `  sep ${line}`]),
    '',
    'Exit codes:',
    ...exitCodes(note).map(([code, about]) => `  ${code}  ${about}`),
    '',
    `See also: ${pages.join(', ')}`,
  ].join('\n')
}

export const addNotes = (program: Command, path = ''): void => {
  for (const command of program.commands) {
    const own = `${path} ${command.name()}`.trim()
    const note = HELP_NOTES[own]
    if (note) command.addHelpText('after', noteText(note))
    addNotes(command, own)
  }
}

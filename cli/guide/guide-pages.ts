/** Markdown of all pages of the guide that come from code, by slug. */
import { madePages } from '../../deploy/guide/made/made-pages.js'
import { commandLine } from '../program.js'
import { commandsPage } from './commands-page.js'

export const guidePages = async (): Promise<Readonly<Record<string, string>>> => ({
  ...madePages(),
  commands: commandsPage(await commandLine()),
})

/** All invariants that must hold after real processes have been through their faults. */
import { lostDecision } from '../../../streams/decisions/lost-decision.js'
import { type BooksFacts, checkBooks } from './check-books.js'
import { checkJournal } from './check-journal.js'
import { checkOutput } from './check-output.js'
import { ACCOUNT, type Scene } from './scene.js'

/** `expected`: lines that the processes may print although they look like bugs. `torn`: the store lost the end of its file. */
export const checkScene = async (
  scene: Scene,
  { expected, torn = false }: { readonly expected?: RegExp; readonly torn?: boolean } = {},
): Promise<BooksFacts> => {
  const books = await checkBooks(scene)
  const journal = await scene.read((store) => checkJournal(store, ACCOUNT))
  // A pipeline whose last decision was torn off goes on: the slice is in the journal, and runs again in a replay.
  const lostMs = torn ? null : await scene.read((store) => lostDecision(store, ACCOUNT))
  const lost = lostMs === null ? [] : [`C4: the decision of slice ${lostMs} is gone`]
  return { ...books, broken: [...books.broken, ...journal, ...lost, ...(await checkOutput(scene, expected))] }
}

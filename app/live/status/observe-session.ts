/** What observes a session of a part that knows the broker: its newest frame, what holds for the account, the facts for its status. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { World } from '../../../model/world.js'
import type { SessionFacts } from '../../../store/pipeline-status.js'
import { type AccountWatch, accountWatch, type AccountWatchInputs, shutBefore } from '../monitoring/account-watch.js'
import { newestFrame } from '../monitoring/status.js'
import { sessionFacts } from './session-facts.js'

export interface ObserveInputs extends Omit<AccountWatchInputs, 'frame' | 'shutBefore'> {
  /** Its state is that at the end of the journal. */
  readonly resumed: Compiled<World>
  /** What this part steps. */
  readonly stepped: Compiled<World>
}
export interface ObservedSession {
  readonly newest: ReturnType<typeof newestFrame>
  readonly watch: AccountWatch
  readonly facts: () => SessionFacts
}

export const observeSession = ({ resumed, stepped, ...inputs }: ObserveInputs): ObservedSession => {
  const newest = newestFrame()
  const { context } = inputs
  const watch = accountWatch({ ...inputs, frame: newest.frame, shutBefore: shutBefore(context, resumed) })
  const facts = () => sessionFacts({ ...inputs, frame: newest.frame(), stats: stepped.stats() })
  return { newest, watch, facts }
}

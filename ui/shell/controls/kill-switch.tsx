/** The kill switch: always in reach. On is one confirmation; off asks for the account, since it lets money be risked again. */
import { useState } from 'react'
import { useBlocked } from '../../data/use-blocked.js'
import { useStatus } from '../../data/use-status.js'
import { Ask, type Choice } from './ask.js'

const PATH = '/api/kill-switch'

export const KillSwitch = () => {
  const { data } = useStatus()
  const blocked = useBlocked()
  const { on = false, global = false } = data?.killSwitch ?? {}
  // What was heard last is no reason to keep a hand from it: it may be off by now.
  const isOn = on && blocked === null
  // A dialog that is open stays, with what was typed, while an answer is late.
  const [asking, setAsking] = useState<'on' | 'off' | null>(null)
  const turnsOff = asking === null ? isOn : asking === 'off'
  return (
    <>
      <span role="status" className="unseen">
        {isOn ? 'Kill switch is ON: positions can only be reduced.' : ''}
      </span>
      {turnsOff ? (
        <Ask
          title="Turn the kill switch off?"
          type={data?.account ?? ''}
          choices={[{ label: 'Turn it off', path: PATH, body: (account) => ({ on: false, account }), danger: true }]}
          trigger={{ label: 'Kill switch ON', className: 'danger solid' }}
          onOpen={(open) => setAsking(open ? 'off' : null)}
        >
          <p>From the next slice on positions may be opened again, as the gates and guards allow.</p>
          {global && <p>It is on for all accounts; off needs the command line.</p>}
        </Ask>
      ) : (
        <Ask
          title="Turn the kill switch on?"
          choices={ON}
          trigger={{ label: 'Kill switch…', className: 'danger', isAlways: true }}
          onOpen={(open) => setAsking(open ? 'on' : null)}
        >
          {blocked !== null && (
            <p className="warn">
              {blocked}. {on ? 'The kill switch was on when it was heard of last. ' : ''}The call is tried all the same.
            </p>
          )}
          <p>From the next slice on no order may increase a position; reductions always pass.</p>
          <p>Stops stay at the broker. Closing all positions does so at the market.</p>
        </Ask>
      )}
    </>
  )
}

const ON: readonly Choice[] = [
  { label: 'Kill switch on', path: PATH, body: () => ({ on: true }), danger: true },
  { label: 'On, and close all positions', path: PATH, body: () => ({ on: true, flatten: true }), danger: true },
]

/** Environment, account, switches and navigation, above the six lines; on every page. */
import { useConnection } from '../data/connection.js'
import { useBlocked } from '../data/use-blocked.js'
import { useStatus } from '../data/use-status.js'
import { zoneChoice } from '../format/zone.js'
import { PageLink } from '../route/page-link.js'
import { PAGES } from '../route/url-state.js'
import { useUrl } from '../route/use-url.js'
import { KillSwitch } from './controls/kill-switch.js'
import { Mode } from './controls/mode.js'
import { SixLines } from './six-lines.js'
import { applyTheme, isDark, themeChoice } from './theme.js'

export const Head = () => {
  const { data } = useStatus()
  const { page } = useUrl()
  return (
    <header className="head" data-env={data?.environment ?? 'none'}>
      <div className="bar-top">
        <span className="brand">SEP</span>
        <span className="env">{data?.environment.toUpperCase() ?? '…'}</span>
        <span className="account soft" title="account">
          {data?.account ?? ''}
        </span>
        <Wire />
        <span className="grow" />
        <Blocked />
        <Switches />
        <Mode />
        <KillSwitch />
      </div>
      <SixLines />
      <nav aria-label="Pages">
        {PAGES.map((name) => (
          <PageLink key={name} page={name} aria-current={name === page ? 'page' : undefined}>
            {`${name[0]?.toUpperCase()}${name.slice(1)}`}
          </PageLink>
        ))}
      </nav>
    </header>
  )
}

/** Why a button is grey stands next to it, for fingers find no title. */
const Blocked = () => {
  const blocked = useBlocked()
  return (
    <span role="status" className="blocked warn">
      {blocked === null ? '' : `${blocked}: only the kill switch works`}
    </span>
  )
}

const WORDS = Object.freeze({
  live: ['socket', 'News arrive over the WebSocket as they happen.'],
  polling: ['polling', 'The WebSocket is away: the page asks every second or two.'],
  connecting: ['connecting', 'The WebSocket is being opened; until then the page asks.'],
} as const)

const Wire = () => {
  const [word, title] = WORDS[useConnection()]
  return (
    <span className="wire soft" title={title} data-wire={word}>
      {word}
    </span>
  )
}

const Switches = () => {
  const zone = zoneChoice.use()
  themeChoice.use()
  const dark = isDark()
  const turn = () => {
    themeChoice.set(dark ? 'light' : 'dark')
    applyTheme()
  }
  return (
    <>
      <button
        type="button"
        className="small"
        title="Times in UTC or in the time of this machine"
        onClick={() => zoneChoice.set(zone === 'UTC' ? 'local' : 'UTC')}
      >
        Times: {zone}
      </button>
      <button type="button" className="small" title="Light or dark" onClick={turn}>
        {dark ? 'Dark' : 'Light'}
      </button>
    </>
  )
}

import { useStatus } from '../data/use-status.js'

export const Foot = () => {
  const { data } = useStatus()
  return (
    <footer className="foot">
      {data && (
        <span>
          SEP {data.version} · graph <span className="mono">{data.graphHash.slice(0, 12)}</span>
        </span>
      )}
      <span>
        Charts: TradingView Lightweight Charts™, Copyright © TradingView, Inc.{' '}
        <a href="https://www.tradingview.com/" rel="noreferrer">
          tradingview.com
        </a>
      </span>
      <span>
        <a href="/docs/guide/">Guide</a> <a href="/docs">API</a>
      </span>
      <span className="keys">
        Keys: <kbd>g</kbd> then <kbd>d</kbd> <kbd>w</kbd> <kbd>g</kbd> <kbd>a</kbd> <kbd>s</kbd> <kbd>l</kbd>{' '}
        <kbd>y</kbd> for the pages
      </span>
    </footer>
  )
}

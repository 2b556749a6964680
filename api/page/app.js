// The demo page: polls the graph twice a second and shows first of all when its data is stale.
import { drawCandles, drawMetrics, drawNav } from './charts.js'
import { byId, keepChildren, setText } from './dom.js'
import { showExplanation, showNoExplanation } from './explanation.js'
import { dayTime } from './format.js'
import { showAccount, showInstruments, showOrders } from './tables.js'
import { drawGraph, showRates } from './topology.js'

const EVERY_MS = 500
const PATIENCE_MS = 5000

const get = async (path) => {
  const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS) })
  const body = await response.json()
  if (response.ok) return body
  throw Object.assign(new Error(body.title), { problem: body })
}

// The reader's selection, and when the newest slice arrived.
const chosen = { instrument: null, tsMs: null }
const newest = { tsMs: null, sinceMs: performance.now() }

// Announced by screen readers only when it changes.
const notice = (state, text) => {
  document.body.dataset.state = state
  setText(byId('notice'), text)
}

const showState = (status) => {
  if (status.tsMs !== newest.tsMs) Object.assign(newest, { tsMs: status.tsMs, sinceMs: performance.now() })
  const sliceMs = 60_000 / status.speed
  const stale = performance.now() - newest.sinceMs > Math.max(10_000, 3 * sliceMs)
  setText(byId('clock'), `${dayTime(status.tsMs)}, ${status.speed}x`)
  const { on, flatten } = status.killSwitch
  byId('kill').setAttribute('aria-checked', String(on))
  setText(byId('kill').lastElementChild, on ? 'ON' : 'off')
  if (stale) notice('stale', 'Stale: no new slices arrive. The data shown is old.')
  else if (on && !status.killed) notice('kill', 'Kill switch: on from the next slice.')
  else if (on && flatten) notice('kill', 'Kill switch is ON and all positions are closed. Turn it off to trade again.')
  else if (on)
    notice(
      'kill',
      'Kill switch is ON: positions can only be reduced. The shadow keeps running, so the gates stay up to date.',
    )
  else notice('live', '')
}

const showWarmup = (trading, daysDone, days) => {
  const bar = byId('warmup')
  bar.hidden = trading
  bar.max = days
  bar.value = daysDone
  if (!trading) notice('warmup', `Warming up: ${daysDone} of ${days} days of history`)
}

const showStatus = async (status) => {
  showState(status)
  showAccount(status)
  const names = status.instruments.map((r) => r.instrument)
  chosen.instrument ??= names[0]
  keepChildren(
    byId('instrument'),
    names,
    (name) => name,
    (name) => new Option(name),
    () => {},
  )
  byId('instrument').value = chosen.instrument
  showInstruments(status.instruments, chosen.instrument, choose)
  showOrders(status.orders, (order) => {
    void choose(order.instrument, order.tsMs)
    byId('h-why').focus()
    byId('h-why').scrollIntoView({ block: 'nearest' })
  })
  drawNav(status.navHistory)
  showRates(await get('api/graph/stats'), performance.now())
  await showChosen(status)
}

const showChosen = async (status) => {
  const { instrument, tsMs } = chosen
  const pinned = tsMs !== null
  const candles = await get(`api/candles?instrument=${instrument}`)
  const [shown, why] = await explanationOf(instrument, tsMs)
  // The reader may have selected another one in the meantime.
  if (chosen.instrument !== instrument || chosen.tsMs !== tsMs) return
  const view = status.instruments.find((r) => r.instrument === instrument)
  drawCandles(
    view,
    candles,
    status.orders.filter((order) => order.instrument === instrument),
  )
  drawMetrics(view, candles)
  if (shown) showExplanation(shown, pinned)
  else showNoExplanation(why, pinned)
}

// The explanation, or the reason why there is none.
const explanationOf = async (instrument, tsMs) => {
  const query = new URLSearchParams(tsMs === null ? { instrument } : { instrument, tsMs })
  try {
    return [await get(`api/explain?${query}`), '']
  } catch (error) {
    if (!error.problem) throw error
    return [null, error.message]
  }
}

const refresh = async () => {
  try {
    if (newest.tsMs === null) {
      const { trading, daysDone, days } = await get('api/warmup')
      showWarmup(trading, daysDone, days)
      if (!trading) return
    }
    await showStatus(await get('api/status'))
  } catch (error) {
    // The demo restarted: everything on the page belongs to another run.
    if (error.problem?.status === 503) return location.reload()
    const why = error.problem ? error.message : 'the demo does not respond; has it been stopped?'
    notice('stale', `Not connected: ${why}`)
  }
}

// A selection is shown at once; the loop below keeps its own pace.
const choose = (instrument, tsMs = null) => {
  Object.assign(chosen, { instrument, tsMs })
  return refresh()
}
const setKillSwitch = async (on, flatten) => {
  await fetch('api/kill-switch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ on, flatten }),
  }).catch(() => {})
  await refresh()
}
byId('kill').addEventListener('click', () => setKillSwitch(byId('kill').getAttribute('aria-checked') !== 'true', false))
byId('flatten').addEventListener('click', () => setKillSwitch(true, true))
byId('instrument').addEventListener('change', (event) => choose(event.target.value))
byId('why-now').addEventListener('click', () => choose(chosen.instrument))

const loop = async () => {
  await refresh()
  setTimeout(loop, EVERY_MS)
}
drawGraph(await get('api/graph'))
void loop()

/**
 * The script of a report: filters and sorts the tables that offer it. Without it they are complete, in their order, and without filters.
 * It reads nothing but its page; the page's policy allows this text by its hash and no other.
 */
export const REPORT_SCRIPT = `'use strict'
for (const table of document.querySelectorAll('table[data-filters]')) {
  const heads = [...table.querySelectorAll('thead th')]
  const body = table.tBodies[0]
  const rows = [...body.rows]
  const text = (row, c) => row.cells[c].textContent
  const box = document.createElement('div')
  box.className = 'filters'
  const count = document.createElement('span')
  count.setAttribute('role', 'status')
  const chosen = new Map()
  const show = () => {
    let shown = 0
    for (const row of rows) {
      row.hidden = [...chosen].some(([c, value]) => value !== '' && !(c < 0 ? row.classList.contains(value) : text(row, c) === value))
      if (!row.hidden) shown++
    }
    count.textContent = shown + ' of ' + rows.length + ' shown'
  }
  const select = (name, c, options) => {
    const label = document.createElement('label')
    const list = document.createElement('select')
    for (const [value, shown] of [['', 'all'], ...options]) list.add(new Option(shown, value))
    list.onchange = () => { chosen.set(c, list.value); show() }
    label.append(name + ' ', list)
    box.append(label)
  }
  for (const name of table.dataset.filters.split(',')) {
    const c = heads.findIndex((head) => head.textContent === name)
    if (c >= 0) select(name, c, [...new Set(rows.map((row) => text(row, c)))].sort().map((value) => [value, value]))
  }
  if (rows.some((row) => row.className)) select('result', -1, [['gain', 'gains'], ['loss', 'losses']])
  box.append(count)
  table.parentElement.before(box)
  heads.forEach((head, c) => {
    const button = document.createElement('button')
    button.append(...head.childNodes)
    head.append(button)
    let up = false
    button.onclick = () => {
      up = !up
      for (const other of heads) other.removeAttribute('aria-sort')
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending')
      const value = (row) => text(row, c)
      const numbers = rows.every((row) => value(row) === '' || !Number.isNaN(Number(value(row))))
      const order = (a, b) => numbers ? Number(value(a)) - Number(value(b)) : value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0
      body.append(...rows.sort((a, b) => up ? order(a, b) : order(b, a)))
    }
  })
  show()
}
`

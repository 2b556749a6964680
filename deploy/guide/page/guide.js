// Theme and search of the guide. Without it every page can be read.
const script = document.currentScript
const root = script.dataset.root
const KEY = 'sep.theme'

const kept = () => {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const applyTheme = () => {
  const choice = kept()
  const isDark = choice === 'dark' || (choice !== 'light' && dark.matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}
applyTheme()
dark.addEventListener('change', applyTheme)

const MOST = 20

/** Rows [page, title, heading, anchor, text], fetched once. */
let rows
const load = () => {
  rows ??= fetch(`${root}/search.json`).then((answer) => answer.json())
  return rows
}

/** All words must occur; those in titles and headings count more. */
const scoreOf = (words, [, title, heading, , text]) => {
  const names = `${title} ${heading}`.toLowerCase()
  const body = text.toLowerCase()
  let score = 0
  for (const word of words) {
    if (heading.toLowerCase().includes(word)) score += 6
    else if (names.includes(word)) score += 3
    else if (body.includes(word)) score += 1
    else return 0
  }
  return score
}

const rowView = ([page, title, heading, anchor, text], words) => {
  const link = document.createElement('a')
  link.href = `${root}/${page}.html${heading === '' ? '' : `#${anchor}`}`
  link.append(heading === '' ? title : `${title}: ${heading}`)
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 30)
  const line = document.createElement('small')
  line.append(text.slice(at, at + 120))
  link.append(line)
  return link
}

const search = async (field, found) => {
  const typed = field.value
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) {
    found.hidden = true
    return
  }
  const hits = (await load())
    .map((row) => ({ row, score: scoreOf(words, row) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
  // While the rows were fetched something else was typed.
  if (field.value !== typed) return
  const none = document.createElement('p')
  none.append(`Nothing has "${typed}".`)
  found.replaceChildren(...(hits.length === 0 ? [none] : hits.map(({ row }) => rowView(row, words))))
  found.hidden = false
}

document.addEventListener('DOMContentLoaded', () => {
  const field = document.getElementById('search')
  const found = document.getElementById('found')
  const theme = document.getElementById('theme')
  const contents = document.querySelector('.contents details')
  if (window.matchMedia('(max-width: 760px)').matches) contents.open = false
  for (const part of [field, theme]) part.hidden = false
  theme.addEventListener('click', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // The choice holds for this page.
    }
    document.documentElement.dataset.theme = next
  })
  field.addEventListener('input', () => void search(field, found))
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') found.hidden = true
    if (event.key !== '/' || event.target === field || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    field.focus()
  })
})

// Small helpers for elements. Existing elements are updated in place, so focus, scroll position and open details survive each refresh.
export const byId = (id) => document.getElementById(id)

export const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

const SVG = 'http://www.w3.org/2000/svg'
export const makeSvg = (tag, attributes = {}) => {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}

// One child per item, in order; children are matched by their item's key.
export const keepChildren = (parent, items, keyOf, create, update) => {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]))
  const wanted = items.map((item) => {
    const key = String(keyOf(item))
    const child = known.get(key) ?? create(item)
    child.dataset.key = key
    known.delete(key)
    update(child, item)
    return child
  })
  for (const child of known.values()) child.remove()
  wanted.forEach((child, n) => {
    if (parent.children[n] !== child) parent.insertBefore(child, parent.children[n] ?? null)
  })
}

/** The docs page: what /openapi.json lists, with a form for each call. */

const main = document.getElementById('operations')
const token = document.getElementById('token')
const filter = document.getElementById('filter')

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

const operationsOf = ({ paths }) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** A call with what its form holds; empty fields are left out. */
const requestOf = ({ path, method, operation }, fields) => {
  const filled = operation.parameters.filter(({ name }) => fields.get(name))
  const query = new URLSearchParams(
    filled.filter((one) => one.in === 'query').map(({ name }) => [name, fields.get(name)]),
  )
  const place = filled
    .filter((one) => one.in === 'path')
    .reduce((text, { name }) => text.replace(`{${name}}`, encodeURIComponent(fields.get(name))), path)
  return { method: method.toUpperCase(), url: query.size === 0 ? place : `${place}?${query}`, body: fields.get('body') }
}

const send = async ({ method, url, body }) => {
  const headers = {}
  if (token.value) headers.Authorization = `Bearer ${token.value.trim()}`
  else if (method !== 'GET') {
    const session = await (await fetch('/api/session')).json()
    if (session.csrf) headers['X-CSRF-Token'] = session.csrf
  }
  if (body) headers['Content-Type'] = 'application/json'
  return fetch(url, { method, headers, ...(body ? { body } : {}) })
}

const shown = async (response) => {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  return `${response.status} ${response.statusText}\n${isJson ? JSON.stringify(JSON.parse(text), null, 2) : text}`
}

const field = (id, { name, required, schema, example }) =>
  element(
    'div',
    {},
    element('label', { htmlFor: id, textContent: `${name}${required ? '' : ' (optional)'}` }),
    element('input', {
      id,
      name,
      required,
      value: required ? (example ?? '') : '',
      placeholder: schema.description ?? '',
    }),
  )

/** A body that fits the schema, as far as it gives examples, defaults and types. */
const sampleOf = (schema, document) => {
  const own = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema
  if (own.example !== undefined) return own.example
  if (own.default !== undefined) return own.default
  if (own.enum) return own.enum[0]
  if (own.properties)
    return Object.fromEntries(
      Object.entries(own.properties)
        .filter(([name, property]) => own.required?.includes(name) || property.example !== undefined)
        .map(([name, property]) => [name, sampleOf(property, document)]),
    )
  return { boolean: true, integer: 0, number: 0, string: '', array: [] }[own.type] ?? null
}

const block = (entry, document) => {
  const { path, method, operation } = entry
  const answer = element('pre', { hidden: true, tabIndex: 0 })
  answer.setAttribute('role', 'status')
  const schema = operation.requestBody?.content['application/json'].schema
  const bodyId = `${operation.operationId}-body`
  const form = element(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault()
        answer.hidden = false
        answer.textContent = '…'
        const fields = new FormData(form)
        answer.textContent = await send(requestOf(entry, fields)).then(shown, (error) => `not sent: ${error.message}`)
      },
    },
    ...operation.parameters.map((one) => field(`${operation.operationId}-${one.name}`, one)),
    ...(schema
      ? [
          element('label', { htmlFor: bodyId, textContent: 'body, JSON' }),
          element('textarea', {
            id: bodyId,
            name: 'body',
            rows: 4,
            value: JSON.stringify(sampleOf(schema, document), null, 2),
          }),
        ]
      : []),
    element('button', { textContent: 'Send' }),
    answer,
  )
  const scope = operation['x-scope']
  return element(
    'details',
    {},
    element(
      'summary',
      {},
      element('code', { textContent: `${method.toUpperCase()} ${path}` }),
      ` ${operation.summary} `,
      element('small', { textContent: scope === 'public' ? '' : `scope ${scope}` }),
    ),
    form,
  )
}

const show = (document) => {
  const wanted = filter.value.toLowerCase()
  const entries = operationsOf(document).filter(({ path, operation }) =>
    `${path} ${operation.summary}`.toLowerCase().includes(wanted),
  )
  const groups = [...new Set(entries.map(({ operation }) => operation.tags[0]))]
  main.replaceChildren(
    ...groups.flatMap((group) => [
      element('h2', { textContent: group }),
      ...entries.filter(({ operation }) => operation.tags[0] === group).map((entry) => block(entry, document)),
    ]),
  )
}

const start = async () => {
  const response = await fetch('/openapi.json')
  if (!response.ok) throw new Error(`/openapi.json: ${response.status}`)
  const document = await response.json()
  show(document)
  filter.addEventListener('input', () => show(document))
}

start().catch((error) => main.replaceChildren(element('p', { textContent: error.message })))

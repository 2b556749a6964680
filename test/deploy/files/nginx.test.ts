/** nginx takes the file, and what it serves itself has the headers of the interface. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headers } from '../../../api/server/headers.js'
import { listen } from '../../../lib/listen.js'
import { DEPLOY } from './compose-file.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sep-nginx-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const nginx = (edit: (site: string) => string = (site) => site) => {
  cpSync(join(DEPLOY, 'nginx'), folder, { recursive: true })
  const here = (text: string) =>
    text
      .replaceAll('/tmp/', `${folder}/`)
      .replaceAll('/dev/stdout', `${folder}/access.log`)
      .replaceAll('/etc/nginx/sep/', `${folder}/`)
      .replaceAll('/run/secrets/', `${folder}/`)
  for (const name of ['nginx.conf', 'site.conf', 'page-headers.conf']) {
    const text = readFileSync(join(DEPLOY, 'nginx', name), 'utf8')
    writeFileSync(join(folder, name), here(name === 'site.conf' ? edit(text) : text))
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(join(folder, 'tls_key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const openssl = ['req', '-x509', '-key', join(folder, 'tls_key'), '-subj', '/CN=localhost', '-days', '2']
  const certificate = spawnSync('openssl', openssl, { encoding: 'utf8' })
  if (certificate.status !== 0) throw new Error(certificate.stderr)
  writeFileSync(join(folder, 'tls_certificate'), certificate.stdout)
  const { error, status, stderr } = spawnSync('nginx', ['-t', '-c', join(folder, 'nginx.conf')], { encoding: 'utf8' })
  if (error) throw new Error('nginx is missing: apt-get install -y --no-install-recommends nginx-light')
  return { status, stderr }
}

test('nginx -t', () => {
  expect(nginx()).toEqual({ status: 0, stderr: expect.stringContaining('test is successful') })
  expect(nginx((site) => site.replace('proxy_pass $api;', 'proxy_passs $api;')).status).toBe(1)
})

describe('what nginx serves itself', () => {
  const added = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/^add_header (\S+) (?:"([^"]*)"|(\S+)) always;$/gm)].map(([, name, quoted, plain]) => [
        (name as string).toLowerCase(),
        quoted ?? plain,
      ]),
    )
  const pageHeaders = added(readFileSync(join(DEPLOY, 'nginx', 'page-headers.conf'), 'utf8'))

  test('has the headers of the interface, and the one that belongs to TLS', async () => {
    const server = await listen(
      express()
        .disable('x-powered-by')
        .use(headers())
        .get('/', (_request, response) => void response.end()),
      { port: 0, host: '127.0.0.1' },
    )
    const sent = await fetch(server.url).then((answer) => Object.fromEntries(answer.headers.entries()))
    await server.close()
    const own = Object.fromEntries(
      Object.entries(sent).filter(
        ([name]) => !['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'].includes(name),
      ),
    )
    expect(pageHeaders).toEqual({ ...own, 'strict-transport-security': 'max-age=31536000' })
  })

  test('every place that adds a header of its own includes them: nginx inherits none of them there', () => {
    const site = readFileSync(join(DEPLOY, 'nginx', 'site.conf'), 'utf8')
    const places = [...site.matchAll(/location [^{]+\{([^}]*)\}/g)].map(([, body]) => body as string)
    expect(places.length).toBeGreaterThan(8)
    for (const body of places)
      if (body.includes('add_header')) expect(body).toContain('include /etc/nginx/sep/page-headers.conf;')
    for (const body of places) if (body.includes('try_files')) expect(body).toContain('page-headers.conf')
  })
})

describe('the site', () => {
  const site = readFileSync(join(DEPLOY, 'nginx', 'site.conf'), 'utf8')

  test.each([
    ['TLS 1.2 and newer', 'ssl_protocols TLSv1.2 TLSv1.3;'],
    ['slow clients are dropped', 'client_header_timeout 10s;'],
    ['slow bodies, too', 'client_body_timeout 10s;'],
    ['bodies as the interface takes them', 'client_max_body_size 64k;'],
    ['the name that the browser asked for', 'proxy_set_header Host $http_host;'],
    ['no login code or ticket in the log', '"path":"$uri"'],
    ['the kill switch has no limit', 'location = /api/kill-switch {\n    proxy_pass $api;\n  }'],
    ['metrics stay inside', 'location = /metrics {\n    return 404;\n  }'],
    ['a container that comes back with another address is found', 'resolver 127.0.0.11 valid=5s'],
  ])('%s', (_what, line) => {
    expect(site).toContain(line)
  })

  test('pages of the interface are those that the server knows', () => {
    const server = readFileSync(join(DEPLOY, '..', 'api', 'server', 'pages.ts'), 'utf8')
    const [, words = ''] = /PAGE_PATHS = \[([^\]]+)\]/.exec(server) ?? []
    expect(site).toContain(`^/(${words.replaceAll(/['\s]/g, '').replaceAll(',', '|')})(/|$)`)
  })
})

/** Which paths are the page, and what answers where there is nothing. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../lib/package-root.js'
import { openApi } from './open-api.js'
import { TOY_ROUTES } from './toy-routes.js'

test('where there is nothing a browser gets the page, which names it; a program, and all below /api, the problem', async () => {
  const demo = await openApi(TOY_ROUTES, { page: join(packageRoot(), 'api/openapi/page'), auth: { logsIn: true } })
  const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
  const answered = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const { status, code, text } = await demo.ask(method, path, { headers })
    return [status, code ?? text.slice(0, 15)]
  }
  try {
    const page = '<!doctype html>'
    expect(await answered('/studies', browser)).toEqual([200, page])
    expect(await answered('/studies/', browser)).toEqual([200, page])
    expect(await answered('/studies/x', browser)).toEqual([404, page])
    expect(await answered('/nonsense', browser)).toEqual([404, page])
    expect(await answered('/nonsense', {})).toEqual([404, 'not-found'])
    expect(await answered('/api/nonsense', browser)).toEqual([404, 'not-found'])
    expect(await answered('/assets/x.js', browser)).toEqual([404, 'not-found'])
  } finally {
    await demo.close()
  }
})

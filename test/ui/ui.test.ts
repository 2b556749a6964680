/** The web interface in a real browser: one build, one browser for all suites. */
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { type TestBrowser, testBrowser } from './browser.js'
import { ledgerSuite } from './suites/ledger.js'
import { shellSuite } from './suites/shell.js'

const held: { browser?: TestBrowser } = {}
const browser = (): TestBrowser => held.browser as TestBrowser
beforeAll(async () => {
  held.browser = await testBrowser()
})
afterAll(() => held.browser?.close())
afterEach(() => expect(browser().complaints()).toEqual([]))

describe('shell', () => shellSuite(browser))
describe('ledger', () => ledgerSuite(browser))

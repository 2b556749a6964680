/** The page Ledger in a real browser. */
import { describe } from 'vitest'
import { browserOfFile } from './browser.js'
import { ledgerSuite } from './suites/ledger.js'

const browser = browserOfFile()
describe('ledger', () => ledgerSuite(browser))

/** The page Ledger in a real browser. */
import { describe } from 'vitest'
import { browserOfFile } from '../support/browser/browser.js'
import { ledgerSuite } from './suites/ledger.js'

const browser = browserOfFile()
describe('ledger', () => ledgerSuite(browser))

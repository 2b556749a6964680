/** Markdown of the pages that come from code, by slug. */
import { apiPage } from './api-page.js'
import { storeSchema } from './store-schema.js'

export const madePages = (): Readonly<Record<string, string>> => ({ api: apiPage(), 'store-schema': storeSchema() })

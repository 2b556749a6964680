import type { Restored } from '../../../app/store-jobs/backup/restore-store.js'

/** What `sep store restore` made. */
export const restoredLine = ({ folder, keys, accounts }: Restored): string =>
  accounts.length === 0
    ? `${folder}: ${keys} keys, of no account: the store that was backed up had no pipeline`
    : `${folder}: ${keys} keys; kill switch ON of ${accounts.join(', ')}: sep doctor, then sep arm turns it off`

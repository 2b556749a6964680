/**
 * Runs the blocks of the documents that take long or need a running pipeline: `npm run docs:commands`, part of `npm run ready`.
 * `-- TEXT`: pages whose name has the text.
 */
import { packageRoot } from '../../../lib/package-root.js'
import { openPage } from './run-page.js'
import { shellBlocks } from './shell-blocks.js'

const wanted = process.argv[2] ?? ''
const TAGS = ['run', 'long', 'service', 'pipeline']
const root = packageRoot()
const blocks = shellBlocks(root).filter(({ page, tag }) => TAGS.includes(tag) && page.includes(wanted))
const pages = [...new Set(blocks.filter(({ tag }) => tag !== 'run').map(({ page }) => page))]
for (const page of pages) {
  const shell = openPage(root)
  try {
    for (const block of blocks.filter((one) => one.page === page)) {
      const name = `${page}:${block.line} (${block.tag})`
      console.log(name)
      const fault = await (block.tag === 'service' ? shell.serve(block) : shell.run(block))
      if (fault === null) continue
      console.error(`${name}: ${fault}`)
      process.exitCode = 1
      break
    }
  } finally {
    await shell.close()
  }
}

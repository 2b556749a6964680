/** A report as a file: its name chooses the form. */
import { SepError } from '../../model/error-codes.js'
import { htmlDocument } from '../../studies/report/document/html-document.js'
import { markdownDocument } from '../../studies/report/document/markdown-document.js'
import type { ReportDocument } from '../../studies/report/document/report-document.js'
import { checkOutputFile, writeOutput } from '../shared/output.js'

export const REPORT_FORMS = ['.md', '.html', '.json'] as const
type ReportForm = (typeof REPORT_FORMS)[number]

/** Checked before the work: the form, and that the file can be written. Null without a file. */
export const reportForm = (out: string | undefined): ReportForm | null => {
  if (out === undefined) return null
  const form = REPORT_FORMS.find((ending) => out.endsWith(ending))
  if (form === undefined)
    throw new SepError('bad-argument', `--out ${out}: the name ends in none of ${REPORT_FORMS.join(', ')}`)
  checkOutputFile(out)
  return form
}

/** `shape`: what `--json` prints. */
export const writeReport = (
  out: string,
  form: ReportForm | null,
  document: ReportDocument,
  shape: object,
): Promise<void> =>
  writeOutput(out, [
    form === '.html'
      ? htmlDocument(document)
      : form === '.md'
        ? markdownDocument(document)
        : `${JSON.stringify(shape, null, 2)}\n`,
  ])

/** Crashes along the path of an order, from intent to outcome. */
import { CRASH_LABELS } from '../../lib/crash-points.js'
import { crashMatrix } from './crash-matrix.js'

crashMatrix(CRASH_LABELS.filter((label) => /^(intent|sent|http|reply|outcome)\./.test(label)))

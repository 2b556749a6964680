// Numbers and times as text. An unknown value is a dash.
export const NONE = '–'

export const number = (value, digits = 2) =>
  typeof value === 'number'
    ? value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : NONE

export const price = (instrument, value) =>
  typeof value === 'number' ? value.toFixed(instrument.endsWith('JPY') ? 3 : 5) : NONE

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
export const hourMinute = (ms) => new Date(ms).toISOString().slice(11, 16)
export const dayTime = (ms) =>
  `${DAYS[new Date(ms).getUTCDay()]} ${new Date(ms).toISOString().slice(0, 10)} ${hourMinute(ms)} UTC`

// Green above zero, red below, grey at zero.
export const tone = (value) => (value > 0 ? 'up' : value < 0 ? 'down' : 'dim')

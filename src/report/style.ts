/** Colour for terminals, and none for everything else. */
export interface Style {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

const same = (text: string): string => text
const sgr = (code: number) => (text: string): string => `\x1b[${code}m${text}\x1b[0m`

export const plainStyle: Style = { good: same, bad: same, dim: same, bold: same }

export const colourStyle: Style = { good: sgr(32), bad: sgr(31), dim: sgr(2), bold: sgr(1) }

/** What was thrown, in words: whoever throws need not throw an error. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

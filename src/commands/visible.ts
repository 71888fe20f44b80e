/** Text from elsewhere, such as a file or the command line, made harmless for a terminal: no character acts, all are seen. */
export const visible = (text: string): string => text.replace(ACTING, escaped)

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`
}

/** Control characters but tab and line feed, and those that turn the direction of writing. */
const ACTING = /(?![\t\n])\p{Cc}|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

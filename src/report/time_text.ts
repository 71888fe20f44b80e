/** Milliseconds as people read them: exact where it is short, rounded where it is long. */
export function timeText(ms: number): string {
  if (ms < 1) return `${Math.floor(ms * 1000) / 1000}ms`
  if (ms < 1000) return `${Math.floor(ms)}ms`
  if (ms < 60_000) return `${(Math.floor(ms / 10) / 100).toFixed(2)}s`
  const seconds = Math.floor(ms / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return (hours > 0 ? `${hours}h` : "") + (minutes > 0 ? `${minutes}m` : "") + (rest > 0 ? `${rest}s` : "")
}

/** 12 k, 3.4 M: counts in a report's last line. */
export function countText(count: number): string {
  if (count < 10_000) return String(Math.round(count))
  if (count < 1_000_000) return `${Math.floor(count / 1000)} k`
  return `${(Math.floor(count / 100_000) / 10).toFixed(1)} M`
}

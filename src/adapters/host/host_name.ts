/** What this host calls itself. */
import { hostname } from "node:os"

export const hostName = (): string => hostname()

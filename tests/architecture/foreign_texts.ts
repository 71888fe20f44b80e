/**
 * The repository names no machine it was written on and no registry it was installed from: those come from the
 * machine that builds it. The texts are assembled here, or this file would break its own rule.
 */
import type { Project } from "./project.ts"
import type { Violation } from "./violation.ts"

export const FOREIGN_TEXTS = [
  ["registry.", "npmjs.org"],
  ["registry.", "yarnpkg.com"],
  ["npm.", "jsr.io"],
  ["deb.", "debian.org"],
  ["security.", "debian.org"],
  ["proxy.", "golang.org"],
  ["/work", "/"],
].map((parts) => parts.join(""))

export const foreignTexts = (project: Project): readonly Violation[] =>
  [...project.texts].flatMap(([path, text]) =>
    FOREIGN_TEXTS.filter((foreign) => text.includes(foreign)).map((foreign) => ({
      rule: "orphans/text",
      path,
      line: text.slice(0, text.indexOf(foreign)).split("\n").length,
      message: `names ${foreign}, which only some machines have; leave it to the machine's own configuration`,
    }))
  )

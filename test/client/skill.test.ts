/** The skill for agents: valid by public validators, true to the program, and put where each client looks. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readProperties, validate } from "skills-ref";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PHRASES } from "../../src/client/phrases.js";
import { Workplace } from "../support/program.js";

const place = new Workplace();
const SKILL = join(import.meta.dirname, "../../skill/hd-local-ai");
const OPENSKILLS = join(dirname(createRequire(import.meta.url).resolve("openskills/package.json")), "dist/cli.js");

/** The published specification has no `version`; the marketplaces of skills ask for one. */
const VERSION_REMARK = /^Unexpected fields in frontmatter: version\. /;

const text = readFileSync(join(SKILL, "SKILL.md"), "utf8");
const frontmatter = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? "";

describe("the skill", () => {
  it("is valid by the specification's reference library, but for the version that marketplaces ask for", async () => {
    const remarks = await validate(SKILL);
    expect(remarks).toEqual([expect.stringMatching(VERSION_REMARK)]);
    expect(await readProperties(SKILL)).toMatchObject({ name: "hd-local-ai" });
  });

  it("has the fields that marketplaces read, the version of the package, and its needs in one line", () => {
    const { version } = JSON.parse(readFileSync(join(SKILL, "../../package.json"), "utf8")) as { version: string };
    const fields = parse(frontmatter) as Record<string, unknown>;
    expect(fields).toMatchObject({ name: "hd-local-ai", version, description: expect.stringMatching(/\S/) });
    const line = /^metadata: (\{.*\})$/m.exec(frontmatter)?.[1] ?? "";
    expect(JSON.parse(line)).toMatchObject({ openclaw: { requires: { bins: ["hd-local"] } } });
  });

  it("is short, and its references are one level deep and all there", () => {
    expect(text.split("\n").length).toBeLessThan(500);
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => String(link));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      expect(link).toMatch(/^references\/[\w-]+\.md$/);
      expect(existsSync(join(SKILL, link))).toBe(true);
    }
    for (const name of readdirSync(join(SKILL, "references")))
      expect(readFileSync(join(SKILL, "references", name), "utf8")).not.toMatch(/\]\((?!https?:)[^)]*\.md/);
  });

  it("quotes what the program says", () => {
    const messages = readFileSync(join(SKILL, "references/messages.md"), "utf8");
    for (const language of ["en", "zh"] as const) {
      for (const said of [PHRASES[language].settingUp, PHRASES[language].ready, PHRASES[language].stillWorking])
        expect(messages).toContain(said);
    }
  });

  it("names only commands and options that there are", async () => {
    for (const command of ["chat", "batch", "enhance", "inspect", "compare", "mcp"]) {
      expect(text).toContain(`hd-local ${command}`);
      expect((await place.run([command, "--help"])).code).toBe(0);
    }
    const help = (await place.run(["chat", "--help"])).stdout;
    for (const option of ["-m", "-o", "--allow-remote"]) expect(help).toContain(option);
  });
});

describe("skill install", () => {
  it.each([
    ["claude", ".claude/skills", ".claude/skills"],
    ["cursor", ".cursor/skills", ".cursor/skills"],
    ["openclaw", ".openclaw/skills", "skills"],
    ["agents", ".agents/skills", ".agents/skills"],
  ])(
    "puts it where %s looks, for a person and for a project, also over an older one",
    async (client, person, project) => {
      const home = place.newFolder();
      const work = join(home, "work");
      mkdirSync(work);
      for (const [words, folder] of [
        [[], join(home, person)],
        [["--project"], join(work, project)],
        [[], join(home, person)],
      ] as const) {
        const run = await place.run(["skill", "install", "--for", client, ...words], {
          cwd: work,
          env: { HOME: home },
        });
        expect(run).toMatchObject({ code: 0, stdout: `The skill is in ${join(folder, "hd-local-ai")}\n` });
        expect(readdirSync(folder)).toEqual(["hd-local-ai"]);
        const installed = join(folder, "hd-local-ai");
        expect(await validate(installed)).toEqual([expect.stringMatching(VERSION_REMARK)]);
        expect(readFileSync(join(installed, "SKILL.md"), "utf8")).toBe(text);
        expect(readdirSync(join(installed, "references"))).toEqual(readdirSync(join(SKILL, "references")));
      }
      // A loader for agents of any kind finds it and reads it, in the places that it looks at.
      if (client === "claude") {
        const env = { ...process.env, HOME: home };
        const read = execFileSync(process.execPath, [OPENSKILLS, "read", "hd-local-ai"], {
          cwd: work,
          env,
          encoding: "utf8",
        });
        expect(read).toContain("# HD Local AI: enhance local videos to HD");
      }
    },
  );

  it("refuses clients that it does not know", async () => {
    expect((await place.run(["skill", "install", "--for", "nobody"])).code).toBe(2);
  });
});

it("a loader for agents installs it from the package as it is", () => {
  const home = place.newFolder();
  const options = { cwd: home, env: { ...process.env, HOME: home }, encoding: "utf8" } as const;
  execFileSync(process.execPath, [OPENSKILLS, "install", SKILL, "-y"], options);
  expect(execFileSync(process.execPath, [OPENSKILLS, "list"], options)).toContain("hd-local-ai");
});

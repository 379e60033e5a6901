/** The package as it is published: the library can be imported, with types, and the skill comes along. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { FakeBackend } from "../support/fake-backend.js";
import { Workplace } from "../support/program.js";

const place = new Workplace();
const ROOT = join(import.meta.dirname, "../..");

/** Some other program that has the package installed. */
function dependent(): string {
  const folder = place.newFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules/hd-local-ai"));
  symlinkSync(join(ROOT, "node_modules/@types"), join(folder, "node_modules/@types"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return folder;
}

const PROGRAM = `import { connect, fileSource, draftSummary } from "hd-local-ai";
const connection = await connect({ configFolder: "config" });
const session = await connection.openSession();
await session.upload(await fileSource("clip.mp4"));
const { text } = await session.say("make it brighter");
const { draft } = await session.state();
console.log(text, draftSummary(draft, "en"), (await session.credits()).available);
await connection[Symbol.asyncDispose]();
`;

it("gives other programs the library", async () => {
  const folder = dependent();
  writeFileSync(join(folder, "main.js"), PROGRAM);
  writeFileSync(join(folder, "clip.mp4"), "bytes");
  const backend = new FakeBackend();
  await using server = await backend.listen();
  const { stdout } = await promisify(execFile)(process.execPath, ["main.js"], {
    cwd: folder,
    env: { ...process.env, NEMO_API_URL: server.url, NEMO_TOKEN: "" },
  });
  expect(stdout).toBe("Done. Timeline (1 track): 1. Video: clip.mp4 (0-10s) 100\n");
});

it("gives them its types", () => {
  execFileSync(process.execPath, [join(ROOT, "scripts/build-types.mjs")]);
  const folder = dependent();
  writeFileSync(join(folder, "main.ts"), PROGRAM.replace("const { text }", "const { text }: { text: string }"));
  const options = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    exactOptionalPropertyTypes: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["main.ts"] }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  expect(execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" })).toBe("");
});

it("is packed with the library, its types and the skill", () => {
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  for (const path of [
    "dist/client/index.js",
    "types/client/index.d.ts",
    "skill/hd-local-ai/SKILL.md",
    "skill/hd-local-ai/references/http-api.md",
  ])
    expect(paths).toContain(path);
});

/**
 * Builds `types/`, the declarations of the client library that `import "hd-local-ai"` gives. Only packing needs them, so
 * `npm start` and `npm test` do not wait for the compiler to read every declaration.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
const program = ts.createProgram([join(ROOT, "src/client/index.ts")], {
  ...options,
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  rootDir: join(ROOT, "src"),
  outDir: join(ROOT, "types"),
});
rmSync(join(ROOT, "types"), { recursive: true, force: true });
const { diagnostics } = program.emit();
if (diagnostics.length > 0) {
  const host = {
    getCurrentDirectory: () => ROOT,
    getCanonicalFileName: (/** @type {string} */ name) => name,
    getNewLine: () => "\n",
  };
  console.error(ts.formatDiagnostics(diagnostics, host));
  process.exitCode = 1;
}

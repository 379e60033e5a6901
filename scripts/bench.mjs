/** `npm run bench -- …`: builds what is stale, then runs `bench/main.ts`, compiled as it is loaded, in this process. */

import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";
import { buildWhenStale } from "./build-when-stale.mjs";

if (buildWhenStale({ withPage: ["page", "pictures"].includes(process.argv[2] ?? "") })) {
  const main = new URL("../bench/main.ts", import.meta.url);
  process.argv[1] = fileURLToPath(main);
  register();
  await import(main.href);
} else {
  process.exitCode = 1;
}

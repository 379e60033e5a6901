import { readFileSync } from "node:fs";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** The page, built into `dist/page/`. It asks nobody but the server that it came from. */
export default defineConfig({
  root: import.meta.dirname,
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    // No image or font becomes a data: address, which the page's content policy would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: true,
  },
});

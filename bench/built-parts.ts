/** Parts of the built program: what starts threads starts them from files beside itself, and those are the built ones. */

const built = (module: string): string => new URL(`../dist/${module}.js`, import.meta.url).href;

export const { PictureEnlarger }: typeof import("../src/render/picture-enlarger.js") = await import(
  built("render/picture-enlarger")
);
export type PictureEnlarger = import("../src/render/picture-enlarger.js").PictureEnlarger;

export const { ChunkRenderer }: typeof import("../src/render/chunk-renderer.js") = await import(
  built("render/chunk-renderer")
);

export const { LumaEnlarger }: typeof import("../src/enhance/luma-enlarger.js") = await import(
  built("enhance/luma-enlarger")
);

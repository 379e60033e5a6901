/** ONNX Runtime's part for NVIDIA's CUDA, which is too large for npm and comes only where a person fetches it. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Whether the part is there, and how to fetch it. */
export type CudaProvider =
  | { state: "there" }
  /** It exists for Linux on x64 alone. */
  | { state: "not-for-this-system" }
  | { state: "missing"; installScript: string; installArgument: string };

/** Looks for the part in the installed package. */
export function cudaProvider(): CudaProvider {
  if (process.platform !== "linux" || process.arch !== "x64") return { state: "not-for-this-system" };
  const folder = dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
  const library = join(folder, "bin", "napi-v6", "linux", "x64", "libonnxruntime_providers_cuda.so");
  if (existsSync(library)) return { state: "there" };
  return {
    state: "missing",
    installScript: join(folder, "script", "install.js"),
    installArgument: "--onnxruntime-node-install=cuda12",
  };
}

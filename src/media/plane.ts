/** Eight-bit planes: what the networks see of a frame, and Lanczos for one plane. */
import { AV_PIX_FMT_GRAY8, SWS_ACCURATE_RND, SWS_LANCZOS, type SwsFlags } from "node-av/constants";
import { type Frame, SoftwareScaleContext } from "node-av/lib";
import { checked, present } from "./ffmpeg.js";

/** One plane of 8-bit samples; row `y` starts at `y * stride`. */
export interface Plane {
  data: Buffer;
  stride: number;
  width: number;
  height: number;
}

/** The planes of a planar 8-bit frame (luma, chroma, alpha), without copying: they live as long as the frame. */
export function planesOf(frame: Frame, chroma: { shiftX: number; shiftY: number }): Plane[] {
  const data = present(frame.data, "frame data");
  return data.slice(0, 4).map((plane, i) => {
    const isChroma = i === 1 || i === 2;
    return {
      data: plane,
      stride: frame.linesize[i] ?? 0,
      width: isChroma ? -(-frame.width >> chroma.shiftX) : frame.width,
      height: isChroma ? -(-frame.height >> chroma.shiftY) : frame.height,
    };
  });
}

/** Resizes planes by Lanczos. Contexts are kept per size. Dispose it to free them. */
export class PlaneScaler implements Disposable {
  readonly #contexts = new Map<string, SoftwareScaleContext>();

  scale(from: Plane, to: Plane): void {
    if (from.width === to.width && from.height === to.height) {
      copyPlane(from, to);
      return;
    }
    const key = `${from.width}x${from.height}:${to.width}x${to.height}`;
    let context = this.#contexts.get(key);
    if (context === undefined) {
      context = new SoftwareScaleContext();
      const flags = (SWS_LANCZOS | SWS_ACCURATE_RND) as SwsFlags;
      context.getContext(from.width, from.height, AV_PIX_FMT_GRAY8, to.width, to.height, AV_PIX_FMT_GRAY8, flags);
      this.#contexts.set(key, context);
    }
    checked(context.scaleSync([from.data], [from.stride], 0, from.height, [to.data], [to.stride]), "scale a plane");
  }

  [Symbol.dispose](): void {
    for (const context of this.#contexts.values()) context.freeContext();
    this.#contexts.clear();
  }
}

/** True where two planes of the same size show the same. */
export function isSamePlane(a: Plane, b: Plane): boolean {
  for (let y = 0; y < a.height; y++) {
    const [from, to] = [y * a.stride, y * b.stride];
    if (a.data.compare(b.data, to, to + b.width, from, from + a.width) !== 0) return false;
  }
  return true;
}

/** Copies a plane into one of the same size. */
export function copyPlane(from: Plane, to: Plane): void {
  if (from.stride === to.stride && from.width === from.stride) {
    from.data.copy(to.data, 0, 0, from.stride * from.height);
    return;
  }
  for (let y = 0; y < from.height; y++)
    from.data.copy(to.data, y * to.stride, y * from.stride, y * from.stride + from.width);
}

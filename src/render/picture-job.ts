/** One still picture made HD: planned by {@link PictureJob.init}, done by {@link PictureJob.execute}. */

import type { DeviceChoice } from "../enhance/device-trial.js";
import type { Network } from "../enhance/network.js";
import type { NetworkChoice } from "../enhance/registry.js";
import type { Device } from "../enhance/session.js";
import type { Shortfall } from "../faults.js";
import type { PictureFileKind } from "../media/picture-file.js";
import type { VideoStream } from "../media/probe.js";
import { stillChain } from "../media/still-picture.js";
import type { Analysis } from "./analysis.js";
import { type Geometry, pictureGeometryOf, type Target } from "./geometry.js";
import { chooseMeans, type Means, mayBeDevice, rememberFailure } from "./means.js";
import { OutputFile } from "./output-file.js";
import type { PictureSetting, RenderedPicture } from "./picture-renderer.js";
import { squaring } from "./plan.js";
import { machineShare, type WorkerPool } from "./worker-pool.js";

/** A request for one picture. */
export interface PictureRequest extends NetworkChoice {
  inputPath: string;
  outputPath: string;
  /** Replace an existing output. */
  mayReplace: boolean;
  kind: PictureFileKind;
  target: Target;
  /** False for a default target: it never makes a picture smaller. */
  isTargetChosen: boolean;
  device: Device | "auto";
}

export interface PicturePlan {
  setting: PictureSetting;
  geometry: Geometry;
  /** What is done to the picture besides enlarging it. */
  conversions: string[];
}

/** What was made. */
export interface PictureResult {
  outputPath: string;
  width: number;
  height: number;
  sizeBytes: number;
  elapsedSeconds: number;
  shortfalls: Shortfall[];
  /** True where the graphics card failed, and the processor made it. */
  hasFallenBack: boolean;
}

/** Decides what becomes of a picture. */
export function decidePicture(
  video: VideoStream,
  { target, isTargetChosen }: Pick<PictureRequest, "target" | "isTargetChosen">,
): { chain: ReturnType<typeof stillChain>; geometry: Geometry } {
  const chain = stillChain(video);
  const isTurned = video.orientation.rotationDegrees % 180 === 90;
  const sampleAspectRatio = isTurned ? 1 / video.sampleAspectRatio : video.sampleAspectRatio;
  const { width, height } = chain;
  return { chain, geometry: pictureGeometryOf({ width, height, sampleAspectRatio }, target, isTargetChosen) };
}

export class PictureJob {
  readonly request: PictureRequest;
  readonly analysis: Analysis;
  readonly plan: PicturePlan;
  /** Undefined where no network has anything to do. */
  readonly network: Network | undefined;
  readonly device: DeviceChoice | undefined;
  readonly #pool: WorkerPool;

  private constructor(
    pool: WorkerPool,
    request: PictureRequest,
    analysis: Analysis,
    plan: PicturePlan,
    means: Means | undefined,
  ) {
    this.#pool = pool;
    this.request = request;
    this.analysis = analysis;
    this.plan = plan;
    this.network = means?.network;
    this.device = means?.device;
  }

  /**
   * Chooses size, network and device. Nothing is written.
   * @throws Fault `network-invalid`, `device-unavailable`, `cancelled`.
   */
  static async init(pool: WorkerPool, request: PictureRequest, analysis: Analysis): Promise<PictureJob> {
    const { video, description } = analysis;
    const { chain, geometry } = decidePicture(video, request);
    const means = await chooseMeans(pool, request, geometry.ratio);
    const setting: PictureSetting = {
      path: description.path,
      streamIndex: video.index,
      chain,
      width: geometry.width,
      height: geometry.height,
      kind: request.kind,
      network: means?.network,
      device: means?.device.device ?? "cpu",
      threads: machineShare().threads,
    };
    return new PictureJob(
      pool,
      request,
      analysis,
      { setting, geometry, conversions: [...chain.conversions, ...squaring(video)] },
      means,
    );
  }

  /**
   * Makes the picture, checks it and moves it to its place.
   * @throws Fault
   */
  async execute(): Promise<PictureResult> {
    const startedMs = performance.now();
    const { request, plan } = this;
    await using output = await OutputFile.prepare(request.outputPath, [request.inputPath], request.mayReplace);
    const { rendered, hasFallenBack } = await this.#render(output.partPath);
    const { sizeBytes, hadCameraNotes } = rendered;
    await output.commit();
    const notes = { what: "the camera's notes (EXIF: date, place, settings)", why: "they are not carried over" };
    return {
      outputPath: request.outputPath,
      width: plan.geometry.width,
      height: plan.geometry.height,
      sizeBytes,
      elapsedSeconds: (performance.now() - startedMs) / 1000,
      // A TIFF's own fields look like notes.
      shortfalls: hadCameraNotes && this.analysis.video.codec !== "tiff" ? [notes] : [],
      hasFallenBack,
    };
  }

  async #render(path: string): Promise<{ rendered: RenderedPicture; hasFallenBack: boolean }> {
    const { setting } = this.plan;
    try {
      return { rendered: await this.#pool.call("renderPicture", { setting, path }), hasFallenBack: false };
    } catch (error) {
      if (setting.device === "cpu" || !mayBeDevice(error)) throw error;
      await rememberFailure(setting.network);
      const onProcessor: PictureSetting = { ...setting, device: "cpu" };
      return { rendered: await this.#pool.call("renderPicture", { setting: onProcessor, path }), hasFallenBack: true };
    }
  }
}

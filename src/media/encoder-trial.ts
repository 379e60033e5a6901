/** Whether an encoder really works on this machine, found out by encoding a picture with it. */
import type { FFEncoderCodec } from "node-av/constants";
import { Codec } from "node-av/lib";
import { newPicture } from "./picture.js";
import { ENCODER_NAMES, type EncoderFamily, type VideoCodec, VideoEncoder } from "./video-encoder.js";

/** `works`; `absent`: not in this FFmpeg; `refused`: there, but without the hardware or driver that it needs. */
export type EncoderState = "works" | "absent" | "refused";

/** Larger than the least size of every hardware encoder. */
const WIDTH = 640;
const HEIGHT = 360;

/** Encodes one picture with an encoder of this machine. */
export async function tryEncoder(codec: VideoCodec, family: EncoderFamily): Promise<EncoderState> {
  if (Codec.findEncoderByName(ENCODER_NAMES[codec][family] as FFEncoderCodec) === null) return "absent";
  try {
    using encoder = await VideoEncoder.open({
      codec,
      family,
      width: WIDTH,
      height: HEIGHT,
      timeBase: { num: 1, den: 30 },
      fps: 30,
      crf: 20,
      preset: "veryfast",
      threads: 1,
    });
    const packets = [...(await encoder.encode(newPicture(WIDTH, HEIGHT), 0)), ...(await encoder.finish())];
    return packets.length > 0 ? "works" : "refused";
  } catch {
    // Which of the many ways a driver can fail it was does not matter to anybody: it cannot be used.
    return "refused";
  }
}

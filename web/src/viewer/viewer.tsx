import { useMessages } from "../language";
import { ProgressBar } from "../parts/progress-bar";
import type { RenderView } from "../studio/studio-api";
import { clock } from "../wording";
import { Film } from "./film";
import { FramePicture } from "./frame-picture";
import { SampleComparison } from "./sample-comparison";
import { Transport } from "./transport";
import type { Playback } from "./use-playback";
import type { Player } from "./use-player";

interface ViewerProps {
  projectId: string;
  version: number;
  durationMs: number;
  player: Player;
  playback: Playback;
  renders: readonly RenderView[];
  frameUrl: string | undefined;
  isMuted: boolean;
  isComparing: boolean;
  onMute(isMuted: boolean): void;
  onCompare(isComparing: boolean): void;
}

/** The edited picture: a frame while it stands still, the quick render while it plays, before and after when asked for. */
export function Viewer({ player, playback, isComparing, durationMs, ...props }: ViewerProps) {
  const messages = useMessages();
  const isFilm = !isComparing && player.speed > 0 && playback.url !== undefined;
  return (
    <section aria-label={messages.viewer} className="flex min-h-56 flex-1 flex-col lg:min-h-0">
      <div className="relative grid min-h-0 flex-1 place-items-center overflow-hidden bg-screen max-lg:aspect-video">
        {isComparing ? (
          <SampleComparison
            projectId={props.projectId}
            version={props.version}
            atMs={player.positionMs}
            renders={props.renders}
          />
        ) : isFilm ? (
          <Film url={playback.url ?? ""} player={player} isMuted={props.isMuted} />
        ) : (
          <FramePicture url={props.frameUrl} alt={messages.frameAt(clock(player.positionMs, true))} />
        )}
        {player.speed > 0 && playback.preparing !== undefined && !isComparing && (
          <div role="status" className="absolute bottom-3 w-64 rounded-lg bg-surface p-2 text-center text-sm">
            <p className="mb-1">{messages.preparing(Math.round(playback.preparing * 100))}</p>
            <ProgressBar label={messages.play} done={playback.preparing} />
          </div>
        )}
      </div>
      <Transport
        positionMs={player.positionMs}
        durationMs={durationMs}
        frameMs={player.frameMs}
        isPlaying={player.speed !== 0}
        isMuted={props.isMuted}
        isComparing={isComparing}
        onSeek={player.seek}
        onPlay={(isPlaying) => player.play(isPlaying ? 1 : 0)}
        onMute={props.onMute}
        onCompare={props.onCompare}
      />
    </section>
  );
}

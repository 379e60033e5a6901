/** The one screen: files, picture, timeline, conversation, exports. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Edit } from "../../src/timeline/edit";
import { Conversation } from "./chat/conversation";
import { doneTo, suggestionsFor } from "./chat/suggestions";
import { useConversation } from "./chat/use-conversation";
import { type ExportChoice, ExportDialog, outputOf } from "./export/export-dialog";
import { ExportList, isOpen } from "./export/export-list";
import { askToNotify, progressOf, useExportNotices } from "./export/use-export-notices";
import { useForgotten } from "./export/use-forgotten";
import { useLanguage } from "./language";
import { DropArea, FilePickers } from "./media/drop-area";
import { type AssetView, MediaList } from "./media/media-list";
import { useSeenProblems } from "./media/use-seen-problems";
import { useUploads } from "./media/use-uploads";
import { Dialog } from "./parts/dialog";
import { useTell } from "./parts/notices";
import { Thumbnail } from "./parts/thumbnail";
import { useProject } from "./project/use-project";
import { ProjectsWindow } from "./projects/projects-window";
import { reasonOf } from "./reasons";
import { SettingsDialog } from "./settings/settings-dialog";
import { Header, type WindowName } from "./shell/header";
import { useKeys } from "./shell/use-keys";
import { tokens } from "./studio/connection";
import { type ProjectExport, studioApi } from "./studio/studio-api";
import { timelineView } from "./timeline/draft-view";
import { Timeline, type TimelineAction } from "./timeline/timeline";
import { editsFor } from "./timeline/timeline-edits";
import { shuttled } from "./viewer/shuttle";
import { usePlayback } from "./viewer/use-playback";
import { usePlayer } from "./viewer/use-player";
import { Viewer } from "./viewer/viewer";

const PROJECT_KEY = "hd-local.project";
const NO_EXPORTS: ProjectExport[] = [];
/** Between two looks at exports that are not finished. */
const EXPORTS_MS = 2000;
const NO_ASSETS: AssetView[] = [];
/** As wide as where the conversation stands beside the picture. */
const IS_WIDE = matchMedia("(width >= 64rem)");
/** Letters of a project's name, which is that of its first file until somebody says otherwise. */
const MOST_NAME = 120;
const EMPTY_TIMELINE = { durationMs: 0, tracks: [] };

export function Editor() {
  const { language, messages } = useLanguage();
  const tell = useTell();
  const client = useQueryClient();
  const [projectId, setProjectId] = useState(() => localStorage.getItem(PROJECT_KEY) ?? undefined);
  const [open, setOpen] = useState<WindowName>();
  const project = useProject(projectId);
  const { state } = project;
  const assets = useSeenProblems(state?.assets ?? NO_ASSETS);
  const view = useMemo(
    () => (state === undefined ? EMPTY_TIMELINE : timelineView(state.draft, language)),
    [state, language],
  );
  const renders = useQuery({
    queryKey: ["renders", projectId],
    queryFn: () => studioApi.renders(projectId ?? "", state?.name ?? messages.untitled),
    enabled: projectId !== undefined,
  });
  const playback = usePlayback(projectId, `${projectId} ${state?.version}`, renders.data ?? []);
  const [isComparing, setIsComparing] = useState(false);
  // While a film is made, the playhead waits for it; backwards, and where no film can be made, it runs by itself.
  const player = usePlayer(
    view.durationMs,
    state?.canvas.fps ?? 30,
    (speed) => !isComparing && (speed < 0 || playback.failure !== undefined),
  );
  useEffect(() => {
    if (player.speed > 0 && !isComparing) playback.want();
  }, [player.speed, playback.want, isComparing]);
  // Of another version or project there is another sample: it is not made unasked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it ends with each of them.
  useEffect(() => setIsComparing(false), [projectId, state?.version]);
  // Nothing plays behind a window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a window does when it opens.
  useEffect(() => {
    if (open !== undefined) player.play(0);
  }, [open]);
  const [isMuted, setIsMuted] = useState(false);
  const [range, setRange] = useState<{ startMs: number; endMs: number }>();
  const [selectedId, setSelectedId] = useState<string>();

  const openProject = useCallback((id: string | undefined) => {
    if (id === undefined) localStorage.removeItem(PROJECT_KEY);
    else localStorage.setItem(PROJECT_KEY, id);
    setProjectId(id);
    setRange(undefined);
    setSelectedId(undefined);
  }, []);
  useEffect(() => {
    if (project.isGone) openProject(undefined);
  }, [project.isGone, openProject]);
  useEffect(() => {
    const follow = ({ key, newValue }: StorageEvent): void => {
      if (key === "hd-local.token" && newValue !== null) void client.invalidateQueries();
    };
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, [client]);

  // A project comes into being with the first thing that is put or said into it, once: whoever asks again while it is
  // made, or from a turn of the page that did not know it yet, gets the same.
  const current = useRef(projectId);
  current.current = projectId;
  const making = useRef<Promise<string>>(undefined);
  const unnamed = useRef<{ id: string; name: string }>(undefined);
  const ensureProject = useCallback((): Promise<string> => {
    if (current.current !== undefined) return Promise.resolve(current.current);
    making.current ??= studioApi
      .create(messages.untitled, language)
      .then((id) => {
        current.current = id;
        unnamed.current = { id, name: messages.untitled };
        openProject(id);
        return id;
      })
      .finally(() => {
        making.current = undefined;
      });
    return making.current;
  }, [messages, language, openProject]);

  const attempt = useCallback(
    async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        tell(reasonOf(error, language, messages), { isBad: true });
      }
    },
    [tell, language, messages],
  );
  /** The first file that was taken names the project, unless somebody has. */
  const arrived = async (id: string, name: string): Promise<void> => {
    if (unnamed.current?.id === id) {
      const given = unnamed.current.name;
      unnamed.current = undefined;
      if ((await studioApi.state(id)).name === given) await studioApi.rename(id, name.slice(0, MOST_NAME) || given);
    }
    await client.invalidateQueries({ queryKey: ["state", id] });
    await client.invalidateQueries({ queryKey: ["projects"] });
  };
  const uploads = useUploads(projectId, ensureProject, arrived);
  const leave = (id: string | undefined): void => {
    uploads.leave();
    openProject(id);
  };
  const addUrl = (url: string) =>
    void attempt(async () => {
      await studioApi.importUrl(await ensureProject(), url);
      await project.refresh();
    });
  const orderExport = async (id: string, choice: ExportChoice): Promise<void> => {
    askToNotify();
    await studioApi.submit(id, outputOf(choice));
    await client.invalidateQueries({ queryKey: ["exports"] });
  };
  const conversation = useConversation(
    projectId,
    ensureProject,
    state?.version,
    { undo: () => void attempt(project.undo), redo: () => void attempt(project.redo) },
    (id) => orderExport(id, { preset: "edits", quality: "high" }),
  );
  const edit = (edits: Edit[]) => void attempt(() => project.edit(edits));
  const act = (action: TimelineAction): void => {
    const edits = editsFor(action, view);
    if (edits.length > 0) edit(edits);
  };
  const undo = () => state?.canUndo && void attempt(project.undo);
  const redo = () => state?.canRedo && void attempt(project.redo);
  const split = () => edit([{ op: "split", at: [Math.round(player.positionMs)] }]);

  const setEdge = (edge: "start" | "end"): void => {
    const now = Math.round(player.positionMs);
    setRange((old) => {
      const startMs = edge === "start" ? now : Math.min(old?.startMs ?? 0, now);
      const endMs = edge === "end" ? now : Math.max(old?.endMs ?? view.durationMs, now);
      return endMs > startMs ? { startMs, endMs } : undefined;
    });
  };
  const removeSelected = (): void => {
    for (const track of view.tracks)
      for (const clip of track.clips) if (clip.id === selectedId) act({ kind: "remove", clip, track });
  };
  /** Of the clip under the playhead, what lies before or behind it goes. */
  const cutClip = (side: "before" | "behind"): void => {
    const now = Math.round(player.positionMs);
    const track = view.tracks.find(({ kind }) => kind === "video");
    const clip = track?.clips.find(({ startMs, endMs }) => startMs < now && now < endMs);
    if (track === undefined || clip === undefined) return;
    act({
      kind: "trim",
      clip,
      track,
      startMs: side === "before" ? now : clip.startMs,
      endMs: side === "before" ? clip.endMs : now,
    });
    if (side === "before") player.seek(clip.startMs);
  };
  useKeys({
    " ": () => player.play(player.speed === 0 ? 1 : 0),
    j: () => player.play(shuttled(player.speed, "j")),
    k: () => player.play(0),
    l: () => player.play(shuttled(player.speed, "l")),
    ArrowLeft: ({ shiftKey }) => player.seek(player.positionMs - (shiftKey ? 1000 : player.frameMs)),
    ArrowRight: ({ shiftKey }) => player.seek(player.positionMs + (shiftKey ? 1000 : player.frameMs)),
    Home: () => player.seek(0),
    End: () => player.seek(view.durationMs),
    i: () => setEdge("start"),
    o: () => setEdge("end"),
    s: split,
    q: () => cutClip("before"),
    w: () => cutClip("behind"),
    Delete: removeSelected,
    "/": () => document.querySelector<HTMLTextAreaElement>("textarea")?.focus(),
    "ctrl+z": ({ shiftKey }) => (shiftKey ? redo() : undo()),
    "ctrl+y": redo,
  });

  const { data: allExports = NO_EXPORTS } = useQuery({
    queryKey: ["exports"],
    queryFn: studioApi.exports,
    enabled: projectId !== undefined || tokens.isKnown,
    // The open project tells of its own; of the others nobody does.
    refetchInterval: ({ state: { data } }) => (data?.some(isOpen) ? EXPORTS_MS : false),
  });
  const forgotten = useForgotten();
  const exports = allExports.filter(({ id }) => !forgotten.has(id));
  const working = exports.filter(isOpen).length;
  useExportNotices(exports, () => setOpen("exports"));
  const account = useQuery({ queryKey: ["account"], queryFn: studioApi.account, enabled: projectId !== undefined });
  const startExport = (choice: ExportChoice): void =>
    void attempt(async () => {
      if (state === undefined) return;
      await orderExport(state.id, choice);
      setOpen("exports");
    });
  const steer = (step: "pause" | "resume" | "cancel") => (id: string) =>
    void attempt(async () => {
      await studioApi.steer(id, step);
      await client.invalidateQueries({ queryKey: ["exports"] });
    });

  const isEmpty = state === undefined || state.assets.length === 0;
  const suggestions = suggestionsFor(
    {
      problems: assets.flatMap(({ problems }) => problems),
      durationMs: view.durationMs,
      aspect: state === undefined ? 1 : state.canvas.width / Math.max(1, state.canvas.height),
      clips: view.tracks.find(({ kind }) => kind === "video")?.clips.length ?? 0,
      hasMusic: view.tracks.some(({ kind }) => kind === "music"),
      hasTitle: view.tracks.some(({ kind }) => kind === "title"),
      done: state === undefined ? new Set() : doneTo(state.draft),
      said: conversation.messages.flatMap(({ author, text, isBad }) => (author === "person" && !isBad ? [text] : [])),
    },
    language,
  );
  const frameAt = (ms: number, width: number) =>
    state?.frameUrl === undefined || view.durationMs === 0
      ? undefined
      : `${state.frameUrl}&at=${Math.round(Math.min(ms, view.durationMs - 1))}&width=${width}&v=${state.version}`;

  return (
    <DropArea onFiles={uploads.add}>
      <a
        href="#say"
        className="sr-only focus:not-sr-only focus:fixed focus:left-2 focus:top-2 focus:z-60 focus:rounded focus:bg-surface focus:p-2"
      >
        {messages.skip}
      </a>
      <div className="grid h-full min-h-0 grid-rows-[auto_auto_minmax(0,1fr)]">
        <Header
          projectName={state?.name}
          exports={exports.length}
          working={working}
          progress={progressOf(exports)}
          canUndo={state?.canUndo ?? false}
          canRedo={state?.canRedo ?? false}
          canExport={view.durationMs > 0}
          onUndo={undo}
          onRedo={redo}
          onOpen={setOpen}
        />
        <div role="status">
          {!project.isConnected && (
            <p className="bg-warning-soft px-3 py-1 text-center text-warning">{messages.lostConnection}</p>
          )}
        </div>
        {/*
          Narrow, all of it is one column that scrolls: its parts have no boxes of their own there, so that the picture
          stays at its top and the words that are being said at its foot.
        */}
        <div className="relative min-h-0 max-lg:flex max-lg:scroll-pb-44 max-lg:flex-col max-lg:overflow-y-auto max-lg:scroll-pt-[40dvh] lg:grid lg:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
          <main className="flex min-w-0 flex-col max-lg:contents lg:min-h-0 lg:overflow-hidden">
            {isEmpty ? (
              <div className="relative grid flex-1 place-items-center p-4 max-lg:shrink-0 sm:p-8 lg:overflow-y-auto">
                <div className="w-full max-w-2xl rounded-2xl border-2 border-dashed border-edge p-6 text-center sm:p-12">
                  <h2 className="mb-1 text-2xl font-semibold">{messages.dropTitle}</h2>
                  <p className="mb-5 text-balance text-quiet">{messages.dropText}</p>
                  <FilePickers onFiles={uploads.add} onUrl={addUrl} />
                  {uploads.uploads.length > 0 && (
                    <div className="mt-5 text-left">
                      <MediaList
                        assets={[]}
                        uploads={uploads.uploads}
                        thumbnail={() => null}
                        onCancelUpload={uploads.cancel}
                        onRetryUpload={uploads.retry}
                      />
                    </div>
                  )}
                </div>
              </div>
            ) : (
              <>
                <Viewer
                  projectId={state.id}
                  version={state.version}
                  durationMs={view.durationMs}
                  player={player}
                  playback={playback}
                  renders={renders.data ?? []}
                  frameAt={frameAt}
                  isMuted={isMuted}
                  isComparing={isComparing}
                  onMute={setIsMuted}
                  onCompare={(isOn) => {
                    player.play(0);
                    setIsComparing(isOn);
                  }}
                />
                <div className="flex shrink-0 flex-col lg:max-h-[45%] lg:min-h-0">
                  <Timeline
                    view={view}
                    assets={assets}
                    playheadMs={player.positionMs}
                    range={range}
                    selectedId={selectedId}
                    onSeek={player.seek}
                    onSelect={setSelectedId}
                    onAct={act}
                    onKeepRange={() => {
                      if (range !== undefined) edit([{ op: "trim", keep: [[range.startMs, range.endMs]] }]);
                      setRange(undefined);
                    }}
                    onCutRange={() => {
                      if (range !== undefined) edit([{ op: "trim", remove: [[range.startMs, range.endMs]] }]);
                      setRange(undefined);
                    }}
                    onClearRange={() => setRange(undefined)}
                    onSplit={split}
                  />
                </div>
              </>
            )}
          </main>
          <aside className="flex flex-col border-line bg-surface max-lg:contents lg:min-h-0 lg:border-l">
            {!isEmpty && (
              <details
                className="relative shrink-0 border-b border-line bg-surface p-3 max-lg:border-t lg:max-h-[45%] lg:overflow-y-auto"
                // Whoever begins sees what was found in the files, where there is room for it; then words take the room.
                open={
                  uploads.uploads.length > 0 || (conversation.messages.length === 0 && IS_WIDE.matches) || undefined
                }
              >
                <summary className="cursor-pointer font-medium">
                  {messages.media} ({state.assets.length})
                </summary>
                <div className="mt-2 space-y-3">
                  <FilePickers isCompact onFiles={uploads.add} onUrl={addUrl} />
                  <MediaList
                    assets={assets}
                    uploads={uploads.uploads}
                    thumbnail={({ thumbnailUrl }) =>
                      thumbnailUrl && <Thumbnail src={thumbnailUrl} className="size-full object-cover" />
                    }
                    onCancelUpload={uploads.cancel}
                    onRetryUpload={uploads.retry}
                  />
                </div>
              </details>
            )}
            <Conversation
              messages={conversation.messages}
              streaming={conversation.streaming}
              suggestions={suggestions}
              isReady={!isEmpty}
              onSay={conversation.say}
              onStop={conversation.stop}
              onShowExports={() => setOpen("exports")}
            />
          </aside>
        </div>
      </div>
      <ProjectsWindow
        isOpen={open === "projects"}
        currentId={projectId}
        onClose={() => setOpen(undefined)}
        onOpen={leave}
        attempt={attempt}
      />
      <SettingsDialog isOpen={open === "settings"} onClose={() => setOpen(undefined)} attempt={attempt} />
      <ExportDialog
        isOpen={open === "export"}
        projectId={projectId}
        version={state?.version}
        canvas={state?.canvas}
        format={state?.draft.o.f === "mp4" ? undefined : state?.draft.o.f}
        onClose={() => setOpen(undefined)}
        onStart={startExport}
      />
      <Dialog title={messages.exports} isOpen={open === "exports"} onClose={() => setOpen(undefined)}>
        <ExportList
          exports={exports}
          projectOf={(item) => (item.projectId === projectId ? undefined : item.projectName)}
          thumbnail={({ thumbnailUrl, pictureUrl, projectId: id }) => (
            <Thumbnail
              src={thumbnailUrl ?? (id === projectId ? (frameAt(0, 160) ?? pictureUrl) : pictureUrl)}
              className="size-full object-contain"
            />
          )}
          onShow={
            account.data?.may_show_in_folder === true
              ? (id) => void attempt(() => studioApi.showInFolder(id))
              : undefined
          }
          onPause={steer("pause")}
          onResume={steer("resume")}
          onCancel={steer("cancel")}
          onRetry={(item) => {
            if (item.projectId !== projectId) leave(item.projectId);
            setOpen("export");
          }}
          onForget={forgotten.add}
        />
      </Dialog>
    </DropArea>
  );
}

import { Download, FolderOpen, Languages, ListVideo, Redo2, Settings, ShieldCheck, Undo2 } from "lucide-react";
import { useLanguage } from "../language";
import { Button, IconButton } from "../parts/button";

/** What opens above the page. */
export type WindowName = "projects" | "settings" | "export" | "exports";

interface HeaderProps {
  projectName: string | undefined;
  exports: number;
  /** Exports that are not finished, and how far they are together, in percent. */
  working: number;
  progress: number | undefined;
  canUndo: boolean;
  canRedo: boolean;
  canExport: boolean;
  onUndo(): void;
  onRedo(): void;
  onOpen(window: WindowName): void;
}

/** The page's top: which project this is, undo, and the one way out: Export. */
export function Header({ projectName, exports, working, progress, canUndo, canRedo, canExport, ...on }: HeaderProps) {
  const { language, messages, choose } = useLanguage();
  return (
    <header className="flex min-w-0 items-center gap-0.5 border-b border-line bg-surface px-2 py-1.5 sm:gap-2 sm:px-3">
      <img src="/icon.svg" alt="" className="size-7 shrink-0" />
      <h1 className="font-semibold max-md:sr-only">HD Local AI</h1>
      <Button look="quiet" className="min-w-0 max-sm:px-2" onClick={() => on.onOpen("projects")}>
        <FolderOpen size={17} aria-hidden className="shrink-0" />
        <span className="sr-only">{messages.projects}: </span>
        <span className="truncate">{projectName ?? messages.projects}</span>
      </Button>
      <IconButton
        label={messages.undo}
        icon={<Undo2 size={18} aria-hidden />}
        disabled={!canUndo}
        onClick={on.onUndo}
      />
      <IconButton
        label={messages.redo}
        icon={<Redo2 size={18} aria-hidden />}
        disabled={!canRedo}
        onClick={on.onRedo}
      />
      <p className="ml-auto flex items-center gap-1.5 text-sm text-quiet max-lg:hidden">
        <ShieldCheck size={16} aria-hidden className="text-accent" /> {messages.stays}
      </p>
      <div className="flex shrink-0 items-center max-lg:ml-auto sm:gap-1">
        <span className="max-sm:hidden">
          <IconButton
            label={language === "zh" ? "English" : "中文"}
            icon={<Languages size={18} aria-hidden />}
            onClick={() => choose(language === "zh" ? "en" : "zh")}
          />
        </span>
        <IconButton
          label={messages.settings}
          icon={<Settings size={18} aria-hidden />}
          onClick={() => on.onOpen("settings")}
        />
        {exports > 0 && (
          <Button
            look="quiet"
            className="px-2.5"
            aria-label={working > 0 ? messages.exportsWorking(working) : messages.exports}
            title={working > 0 ? messages.exportsWorking(working) : messages.exports}
            onClick={() => on.onOpen("exports")}
          >
            <ListVideo size={18} aria-hidden />
            {progress !== undefined && <span className="min-w-9 text-right text-sm tabular-nums">{progress} %</span>}
          </Button>
        )}
        <Button look="primary" className="max-sm:px-2.5" disabled={!canExport} onClick={() => on.onOpen("export")}>
          <Download size={17} aria-hidden /> <span className="max-[26rem]:sr-only">{messages.export}</span>
        </Button>
      </div>
    </header>
  );
}

import { Download, FolderOpen, Languages, ListVideo, Redo2, Settings, ShieldCheck, Undo2 } from "lucide-react";
import { useLanguage } from "../language";
import { Button, IconButton } from "../parts/button";

/** What opens above the page. */
export type WindowName = "projects" | "settings" | "export" | "exports";

interface HeaderProps {
  projectName: string | undefined;
  exports: number;
  /** Exports that are not finished. */
  working: number;
  canUndo: boolean;
  canRedo: boolean;
  canExport: boolean;
  onUndo(): void;
  onRedo(): void;
  onOpen(window: WindowName): void;
}

/** The page's top: which project this is, undo, and the one way out: Export. */
export function Header({ projectName, exports, working, canUndo, canRedo, canExport, ...on }: HeaderProps) {
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
          <span className="relative">
            <IconButton
              label={working > 0 ? messages.exportsWorking(working) : messages.exports}
              icon={<ListVideo size={18} aria-hidden />}
              onClick={() => on.onOpen("exports")}
            />
            {working > 0 && (
              <span
                aria-hidden
                className="pointer-events-none absolute -right-0.5 -top-0.5 rounded-full bg-accent px-1.5 text-xs text-accent-ink"
              >
                {working}
              </span>
            )}
          </span>
        )}
        <Button look="primary" className="max-sm:px-2.5" disabled={!canExport} onClick={() => on.onOpen("export")}>
          <Download size={17} aria-hidden /> <span className="max-[26rem]:sr-only">{messages.export}</span>
        </Button>
      </div>
    </header>
  );
}

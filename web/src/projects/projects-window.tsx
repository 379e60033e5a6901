import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLanguage } from "../language";
import { Dialog } from "../parts/dialog";
import { useTell } from "../parts/notices";
import { Thumbnail } from "../parts/thumbnail";
import { BrowserOnly } from "../shell/browser-only";
import { studioApi } from "../studio/studio-api";
import { ProjectList } from "./project-list";

interface ProjectsWindowProps {
  isOpen: boolean;
  currentId: string | undefined;
  onClose(): void;
  onOpen(id: string | undefined): void;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

/** The projects, opened, renamed, duplicated, deleted and brought back. */
export function ProjectsWindow({ isOpen, currentId, onClose, onOpen, attempt }: ProjectsWindowProps) {
  const { messages } = useLanguage();
  const tell = useTell();
  const client = useQueryClient();
  const { data: projects = [] } = useQuery({ queryKey: ["projects"], queryFn: studioApi.projects, enabled: isOpen });
  const { data: deleted = [] } = useQuery({
    queryKey: ["projects", "deleted"],
    queryFn: studioApi.deletedProjects,
    enabled: isOpen,
  });
  const change = (work: () => Promise<unknown>) =>
    void attempt(async () => {
      await work();
      await client.invalidateQueries({ queryKey: ["projects"] });
      await client.invalidateQueries({ queryKey: ["state"] });
    });
  const go = (id: string | undefined): void => {
    onOpen(id);
    onClose();
  };
  return (
    <Dialog title={messages.projects} isOpen={isOpen} onClose={onClose} isWide>
      <BrowserOnly />
      <ProjectList
        projects={projects}
        currentId={currentId}
        thumbnail={(id) => {
          const url = projects.find((project) => project.id === id)?.thumbnailUrl;
          return url === undefined ? null : <Thumbnail src={url} className="size-full object-cover" />;
        }}
        onOpen={go}
        onNew={() => go(undefined)}
        onRename={(id, name) => change(() => studioApi.rename(id, name))}
        onDuplicate={(id) => change(() => studioApi.duplicate(id))}
        deleted={deleted}
        onRestore={(project) =>
          change(async () => {
            await studioApi.restore(project.id);
            tell(messages.restored(project.name));
          })
        }
        onDelete={(project) =>
          change(async () => {
            await studioApi.remove(project.id);
            const wasOpen = project.id === currentId;
            if (wasOpen) onOpen(undefined);
            const undo = () =>
              change(async () => {
                await studioApi.restore(project.id);
                if (wasOpen) onOpen(project.id);
              });
            tell(messages.deleted(project.name), { action: { label: messages.undo, run: undo } });
          })
        }
      />
    </Dialog>
  );
}

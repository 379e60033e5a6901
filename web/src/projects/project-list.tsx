import { Copy, Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLanguage } from "../language";
import { Button, IconButton } from "../parts/button";
import { clock } from "../wording";

export interface ProjectView {
  id: string;
  name: string;
  changedMs: number;
  durationMs: number;
}

interface ProjectListProps {
  projects: ProjectView[];
  /** Those that can still be brought back. */
  deleted: ProjectView[];
  currentId: string | undefined;
  thumbnail(id: string): ReactNode;
  onOpen(id: string): void;
  onNew(): void;
  onRename(id: string, name: string): void;
  onDuplicate(id: string): void;
  onDelete(project: ProjectView): void;
  onRestore(project: ProjectView): void;
}

/** All projects of this machine, the last changed first. */
export function ProjectList({ projects, deleted, currentId, thumbnail, ...on }: ProjectListProps) {
  const { language, messages } = useLanguage();
  const [renamedId, setRenamedId] = useState<string>();
  const when = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" });
  const rename = (id: string) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name !== "") on.onRename(id, name);
    setRenamedId(undefined);
  };
  return (
    <>
      <Button look="primary" className="mb-3" onClick={on.onNew}>
        <Plus size={18} aria-hidden /> {messages.newProject}
      </Button>
      {projects.length === 0 && <p className="text-quiet">{messages.noProjects}</p>}
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {projects.map((project) => (
          <li
            key={project.id}
            className={`min-w-0 rounded-xl border p-2 ${project.id === currentId ? "border-accent ring-1 ring-accent" : "border-line"}`}
          >
            <button
              type="button"
              aria-label={`${messages.open}: ${project.name}`}
              className="block aspect-video w-full overflow-hidden rounded-lg bg-raised"
              onClick={() => on.onOpen(project.id)}
            >
              {thumbnail(project.id)}
            </button>
            {renamedId === project.id ? (
              <form className="mt-2 flex gap-2" onSubmit={rename(project.id)}>
                <input
                  name="name"
                  defaultValue={project.name}
                  maxLength={120}
                  aria-label={messages.name}
                  // biome-ignore lint/a11y/noAutofocus: it appears because the person asked for it, to be typed into.
                  autoFocus
                  className="min-h-9 min-w-0 flex-1 rounded-lg border border-edge bg-surface px-2"
                />
                <Button type="submit">{messages.save}</Button>
              </form>
            ) : (
              <div className="mt-1 flex items-center gap-2">
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">{project.name}</p>
                  <p className="text-sm text-quiet">
                    {clock(project.durationMs)} · {messages.changed(when.format(project.changedMs))}
                  </p>
                </div>
                <DropdownMenu.Root>
                  <DropdownMenu.Trigger asChild>
                    <IconButton label={messages.more(project.name)} icon={<Ellipsis size={18} aria-hidden />} />
                  </DropdownMenu.Trigger>
                  <DropdownMenu.Portal>
                    <DropdownMenu.Content
                      align="end"
                      className="z-60 min-w-40 rounded-xl border border-line bg-surface p-1 shadow-xl"
                    >
                      <Item
                        icon={<Pencil size={16} aria-hidden />}
                        words={messages.rename}
                        onSelect={() => setRenamedId(project.id)}
                      />
                      <Item
                        icon={<Copy size={16} aria-hidden />}
                        words={messages.duplicate}
                        onSelect={() => on.onDuplicate(project.id)}
                      />
                      <Item
                        icon={<Trash2 size={16} aria-hidden />}
                        words={messages.delete}
                        onSelect={() => on.onDelete(project)}
                      />
                    </DropdownMenu.Content>
                  </DropdownMenu.Portal>
                </DropdownMenu.Root>
              </div>
            )}
          </li>
        ))}
      </ul>
      {deleted.length > 0 && (
        <details className="mt-4 border-t border-line pt-3">
          <summary className="cursor-pointer font-medium">{messages.deletedProjects(deleted.length)}</summary>
          <p className="mt-1 text-sm text-quiet">{messages.deletedKept}</p>
          <ul className="mt-2">
            {deleted.map((project) => (
              <li key={project.id} className="flex items-center gap-3 border-b border-line py-1.5">
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">{project.name}</p>
                  <p className="truncate text-sm text-quiet">
                    {clock(project.durationMs)} · {messages.changed(when.format(project.changedMs))}
                  </p>
                </div>
                <Button aria-label={`${messages.restore}: ${project.name}`} onClick={() => on.onRestore(project)}>
                  {messages.restore}
                </Button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Item({ icon, words, onSelect }: { icon: ReactNode; words: string; onSelect(): void }) {
  return (
    <DropdownMenu.Item
      className="flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-2.5 data-[highlighted]:bg-raised data-[highlighted]:outline-none"
      onSelect={onSelect}
    >
      {icon} {words}
    </DropdownMenu.Item>
  );
}

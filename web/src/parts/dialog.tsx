import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { useMessages } from "../language";
import { IconButton } from "./button";

interface DialogProps {
  title: string;
  /** One sentence under the title. */
  description?: string;
  isOpen: boolean;
  onClose(): void;
  children: ReactNode;
  isWide?: boolean;
}

/** A window above the page: takes the focus, gives it back, closes on Escape. */
export function Dialog({ title, description, isOpen, onClose, children, isWide = false }: DialogProps) {
  const messages = useMessages();
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Primitive.Content
          aria-describedby={description === undefined ? undefined : "dialog-description"}
          className={`fixed left-1/2 top-1/2 z-50 flex max-h-[92dvh] w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-2xl border border-line bg-surface shadow-2xl ${isWide ? "max-w-3xl" : "max-w-lg"}`}
        >
          <div className="flex items-start gap-3 border-b border-line p-4">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description id="dialog-description" className="text-quiet">
                  {description}
                </Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <IconButton label={messages.close} icon={<X size={18} aria-hidden />} />
            </Primitive.Close>
          </div>
          <div className="min-h-0 overflow-y-auto p-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

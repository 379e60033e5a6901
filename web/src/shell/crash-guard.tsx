import { Component, type ReactNode } from "react";
import { Button } from "../parts/button";

interface CrashGuardProps {
  /** What is said instead of the page, and on the button that loads it anew. */
  words: string;
  again: string;
  children: ReactNode;
}

/** A bug in the page costs the page, not the work: the project is with the studio, and loading the page anew shows it. */
export class CrashGuard extends Component<CrashGuardProps, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError(): { hasCrashed: boolean } {
    return { hasCrashed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasCrashed) return this.props.children;
    return (
      <div role="alert" className="grid h-full place-content-center gap-3 p-6 text-center">
        <p>{this.props.words}</p>
        <Button look="primary" className="mx-auto" onClick={() => location.reload()}>
          {this.props.again}
        </Button>
      </div>
    );
  }
}

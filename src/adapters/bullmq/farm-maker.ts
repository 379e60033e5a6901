/**
 * The making port on a farm. This machine plans a film and orders it: one flow a film, its missing chunks and its sound as
 * the children, the join as their parent. What the queue knows can all be ordered again, and is where it was lost.
 */
import type { RenderHands, RenderMaker, RenderOrder } from "../../studio/render-maker.js";
import type { Farm } from "./farm.js";
import { FarmHands } from "./farm-hands.js";

export class FarmMaker implements RenderMaker {
  readonly #farm: Farm;

  constructor(farm: Farm) {
    this.#farm = farm;
  }

  begin(order: RenderOrder): RenderHands {
    return new FarmHands(this.#farm, order);
  }
}

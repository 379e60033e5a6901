/**
 * A language model behind an OpenAI-compatible endpoint (Ollama, llama.cpp server, LM Studio). It is asked where a
 * person has set one up; whatever goes wrong with it, the grammar understands in its place.
 */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, tool } from "ai";
import {
  GRAMMAR,
  type Interpretation,
  type Interpreter,
  type ModelShortfall,
  type Request,
} from "../../agent/interpreter.js";
import { INSTRUCTIONS, modelAnswerSchema, questionFor, understoodFrom } from "../../agent/model-answer.js";
import type { Understood } from "../../agent/understand.js";

export interface ModelSettings {
  /** Where the endpoint is, with its version: `http://127.0.0.1:11434/v1`. */
  url: URL;
  /** The model's name, as the endpoint knows it. */
  model: string;
  /** Sent as `Authorization: Bearer …`; most local servers need none. */
  key?: string | undefined;
  /** How long an answer may take. Default 30 s: a large model on a processor is slow at its first words. */
  timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** An answer is a few hundred bytes; what goes on and on is no answer. */
const LARGEST_ANSWER_BYTES = 1_000_000;
const MOST_ANSWER_TOKENS = 2000;

export class ModelInterpreter implements Interpreter {
  readonly #settings: ModelSettings;

  constructor(settings: ModelSettings) {
    this.#settings = settings;
  }

  async interpret(request: Request, signal?: AbortSignal): Promise<Interpretation> {
    signal?.throwIfAborted();
    const answer = await this.#ask(request, signal);
    signal?.throwIfAborted();
    if ("intent" in answer) return { understood: answer };
    const { understood } = await GRAMMAR.interpret(request);
    return { understood, shortfall: answer };
  }

  /** The model's understanding, or why there is none. */
  async #ask(request: Request, signal: AbortSignal | undefined): Promise<Understood | ModelShortfall> {
    const { url, model, key, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#settings;
    const provider = createOpenAICompatible({
      name: "local",
      baseURL: url.href.replace(/\/$/, ""),
      ...(key === undefined ? {} : { apiKey: key }),
      fetch: fetchOfLimitedSize,
    });
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const { toolCalls } = await generateText({
        model: provider.chatModel(model),
        system: INSTRUCTIONS,
        prompt: questionFor(request),
        tools: { answer: tool({ description: "What was understood.", inputSchema: modelAnswerSchema }) },
        toolChoice: "required",
        temperature: 0,
        maxOutputTokens: MOST_ANSWER_TOKENS,
        maxRetries: 0,
        abortSignal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      const call = toolCalls.find(({ toolName }) => toolName === "answer");
      const understood = understoodFrom(call?.input, request);
      return understood ?? { code: "answer-unusable", why: "the language model's answer could not be used" };
    } catch (error) {
      if (timeout.aborted)
        return { code: "timed-out", why: `the language model took longer than ${timeoutMs / 1000} seconds` };
      return shortfallOf(error);
    }
  }
}

function shortfallOf(error: unknown): ModelShortfall {
  if (!APICallError.isInstance(error) || error.statusCode === 200)
    return { code: "answer-unusable", why: "the language model's answer could not be used" };
  if (error.statusCode === undefined) return { code: "unreachable", why: "the language model could not be reached" };
  return { code: "refused", why: `the language model's server answered with ${error.statusCode}` };
}

/** An endpoint that leads elsewhere is not followed: consent was given to this one. */
const fetchOfLimitedSize: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: "error" });
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        bytes += piece.byteLength;
        if (bytes > LARGEST_ANSWER_BYTES) controller.error(new Error("The answer is too long."));
        else controller.enqueue(piece);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
};

/** Holds every answer that a test gets against the document of the API: its route, its status, its shape. */
import type { AnySchema, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

interface Operation {
  responses?: Record<string, { content?: Record<string, { schema?: AnySchema }> }>;
}

interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

export class AnswerCheck {
  readonly document: ApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #validators = new Map<AnySchema, ValidateFunction>();
  /** Method and route of every answer that was checked and was no refusal. */
  readonly seen = new Set<string>();

  private constructor(document: ApiDocument) {
    this.document = document;
    // The package is CommonJS: its function is a property for the compiler, and the module itself when it runs.
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
  }

  static async from(url: string): Promise<AnswerCheck> {
    const response = await fetch(new URL("/openapi.json", url));
    return new AnswerCheck((await response.json()) as ApiDocument);
  }

  /** @throws Error where a route of the document answers otherwise than the document says. */
  verify(method: string, path: string, answer: { status: number; headers: Headers; body: unknown }): void {
    const route = this.#routeOf(path);
    if (route === undefined) return;
    const operation = this.document.paths[route]?.[method.toLowerCase()];
    if (operation === undefined) return;
    const type = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
    if (answer.status < 300) this.seen.add(`${method} ${route}`);
    const documented = operation.responses?.[String(answer.status)];
    if (documented === undefined)
      throw new Error(`${method} ${route} answers ${answer.status}, of which the document says nothing.`);
    if (type === "") return;
    const schema = documented.content?.[type]?.schema ?? documented.content?.["application/octet-stream"]?.schema;
    if (schema === undefined)
      throw new Error(`${method} ${route} ${answer.status} is ${type}, of which the document says nothing.`);
    if (type !== "application/json") return;
    const validate = this.#validators.get(schema) ?? this.#ajv.compile(schema);
    this.#validators.set(schema, validate);
    if (!validate(answer.body))
      throw new Error(
        `${method} ${route} ${answer.status}: ${this.#ajv.errorsText(validate.errors)}\n${JSON.stringify(answer.body)}`,
      );
  }

  /** Every method and route of the document. */
  get routes(): string[] {
    return Object.entries(this.document.paths).flatMap(([route, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${route}`),
    );
  }

  #routeOf(path: string): string | undefined {
    const parts = new URL(path, "http://studio").pathname.split("/");
    const fits = (route: string): boolean => {
      const names = route.split("/");
      return names.length === parts.length && names.every((name, i) => name.startsWith("{") || name === parts[i]);
    };
    const routes = Object.keys(this.document.paths).filter(fits);
    // Of several the one with the fewest parameters, as the router has it.
    const parameters = (route: string): number => route.split("{").length;
    return routes.sort((a, b) => parameters(a) - parameters(b))[0];
  }
}

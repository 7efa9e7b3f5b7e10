// Checks resources of the Flink and the Prometheus operators, given as a JSON array on standard input, against the
// schemas of those operators: values by the compiled schema, and strictly, so that no unknown field goes unseen, by the
// types that were generated from it. Prints what is wrong, a line each. Usage: check-resources.mjs NODE_MODULES

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const modules = resolve(process.argv[2]);
const models = {
  FlinkDeployment: "@kubernetes-models/flink/flink.apache.org/v1beta1/FlinkDeployment",
  PodMonitor: "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor",
};
const resources = JSON.parse(readFileSync(0, "utf8"));
const load = (path) => import(pathToFileURL(join(modules, path)));

for (const resource of resources) {
  const { [resource.kind]: Model } = await load(models[resource.kind] + ".js");
  try {
    new Model(resource).validate();
  } catch (error) {
    console.log(`${resource.kind} ${resource.metadata.name}: ${error.message}`);
  }
}

const { default: ts } = await load("typescript/lib/typescript.js");
// Beside the modules, where they are found from.
const folder = mkdtempSync(join(modules, "..", "check-"));
try {
  const file = join(folder, "resources.ts");
  const kinds = [...new Set(resources.map((resource) => resource.kind))];
  writeFileSync(
    file,
    kinds.map((kind) => `import type { I${kind} } from "${models[kind]}";\n`).join("") +
      resources.map((r, i) => `export const r${i}: I${r.kind} =\n${JSON.stringify(r, null, 2)};\n`).join(""),
  );
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  });
  for (const problem of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(problem.messageText, " ");
    const where = problem.file && problem.file.text.split("\n")[problem.file.getLineAndCharacterOfPosition(problem.start).line].trim();
    console.log(where ? `${where}: ${message}` : message);
  }
} finally {
  rmSync(folder, { recursive: true });
}

import { build, type Format, type Metafile, type Platform } from "esbuild";

/** A bundle in one file, minified for a browser, and what is known of it. */
export interface Bundle {
  readonly code: string;
  readonly warnings: readonly string[];
  /** What is still imported when it runs. */
  readonly imports: Metafile["outputs"][string]["imports"];
  /** The modules that were looked at. */
  readonly modules: readonly string[];
  /** Those of which something is in it. */
  readonly inputs: readonly string[];
}

export interface BundleOptions {
  /** Where the program stands. */
  readonly folder: string;
  readonly platform: Platform;
  readonly format: Format;
  /** What stays an import. */
  readonly external: readonly string[];
  readonly mainFields?: readonly string[];
  /** Modules that take the place of packages. */
  readonly alias?: Readonly<Record<string, string>>;
  readonly minify?: boolean;
  /** What a script's exports are called. */
  readonly globalName?: string;
}

/** Bundles a program. */
export async function bundle(program: string, options: BundleOptions): Promise<Bundle> {
  const { folder, external, mainFields, alias, ...given } = options;
  const { outputFiles, metafile, warnings } = await build({
    minify: given.platform === "browser",
    ...given,
    external: [...external],
    ...(alias && { alias: { ...alias } }),
    ...(mainFields && { mainFields: [...mainFields] }),
    stdin: { contents: program, resolveDir: folder, sourcefile: "program.mjs" },
    absWorkingDir: folder,
    outfile: "bundle.js",
    bundle: true,
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const output = metafile.outputs["bundle.js"];
  return {
    code: outputFiles[0]?.text ?? "",
    warnings: warnings.map(({ text }) => text),
    imports: output?.imports ?? [],
    modules: Object.keys(metafile.inputs),
    inputs: Object.entries(output?.inputs ?? {})
      .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path !== "program.mjs")
      .map(([path]) => path),
  };
}

/** The packages that modules belong to, in order. */
export function packagesIn(inputs: readonly string[]): string[] {
  const names = inputs.map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? path);
  return [...new Set(names)].sort();
}

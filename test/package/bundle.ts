import { build, type Format, type Metafile, type Platform } from "esbuild";

/** A program bundled into one file, and facts about the bundle. */
export interface Bundle {
  readonly code: string;
  readonly warnings: readonly string[];
  /** Imports that remain in the bundle. */
  readonly imports: Metafile["outputs"][string]["imports"];
  /** Paths of all modules that the bundler read. */
  readonly modules: readonly string[];
  /** Paths of the modules that contribute code to the bundle. */
  readonly inputs: readonly string[];
}

export interface BundleOptions {
  /** Folder from which the program's imports are resolved. */
  readonly folder: string;
  readonly platform: Platform;
  readonly format: Format;
  /** Packages that remain imports. */
  readonly external: readonly string[];
  readonly mainFields?: readonly string[];
  /** Replacements of packages: package name to module. */
  readonly alias?: Readonly<Record<string, string>>;
  readonly minify?: boolean;
  /** Global variable that holds the exports of a script. */
  readonly globalName?: string;
}

/** Bundles a program. By default, only bundles for browsers are minified. */
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

/** Returns the sorted names of the packages that modules belong to. */
export function packagesIn(inputs: readonly string[]): string[] {
  const names = inputs.map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? path);
  return [...new Set(names)].sort();
}

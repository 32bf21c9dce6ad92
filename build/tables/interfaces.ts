// Reads interfaces and classes of `src` with their doc comments, by TypeScript's own API.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { API, type Project, type Symbol as TypeScriptSymbol } from "typescript/unstable/sync";

const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** An interface or a class. */
interface Interface {
  /** The doc comment, without its tags. */
  readonly comment: string;
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  /** The type, as TypeScript prints it. */
  readonly type: string;
  /** The doc comment, without its tags. */
  readonly comment: string;
  /** The text of `@default`. */
  readonly byDefault: string | undefined;
}

/** Reads an interface by its file in `src` and its name. */
export type Read = (file: string, name: string) => Interface;

/** Runs a function that reads interfaces, then stops the compiler. */
export function withInterfaces<T>(use: (read: Read) => T): T {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [join(root, "tsconfig.build.json")] }).getProjects();
    if (!project) throw new Error("Expected TypeScript to open tsconfig.build.json, it did not");
    return use((file, name) => interfaceOf(project, file, name));
  } finally {
    api.close();
  }
}

function interfaceOf({ checker, program }: Project, file: string, name: string): Interface {
  const source = program.getSourceFile(join(root, "src", file));
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
  if (!symbol) throw new Error(`Expected src/${file} to export ${name}, it does not`);
  const commentOf = (one: TypeScriptSymbol) =>
    checker.getDocumentationCommentOfSymbol(one).replaceAll(/\s+/g, " ");
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map((member) => {
    const type = checker.getTypeOfSymbol(member);
    const byDefault = checker.getJsDocTagsOfSymbol(member).find((tag) => tag.name === "default")?.text;
    return {
      name: member.name,
      type: type ? checker.typeToString(type) : "",
      comment: commentOf(member),
      byDefault: byDefault?.replaceAll(/\s+/g, " "),
    };
  });
  return { comment: commentOf(symbol), members };
}

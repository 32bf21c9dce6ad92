// Prepares the repository's Markdown for TypeDoc: titles, diagrams as SVG, and links to GitHub for files that are no pages.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { renderMermaidSVG } from "beautiful-mermaid";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "node_modules/.cache/site");
const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const github = repository.url.replace(/^git\+|\.git$/g, "");

/** Address of a file on GitHub: `blob` is a page, `raw` a picture in the README. */
const ON_GITHUB = new RegExp(
  `^(${github}/(blob|tree)|${github.replace("github", "raw.githubusercontent")})/main/`,
);

const markdownIn = (path) =>
  readdirSync(join(root, path)).flatMap((name) => (name.endsWith(".md") ? [`${path}/${name}`] : []));
const pages = ["README.md", "CHANGELOG.md", ...markdownIn("docs"), ...markdownIn("docs/decisions")];

rmSync(folder, { recursive: true, force: true });
for (const page of pages) write(page, prepared(page, readFileSync(join(root, page), "utf8")));

function prepared(page, text) {
  const body = text
    .replace(/\]\(([^)\s]+)\)/g, (_link, target) => `](${linkFrom(page, target)})`)
    .replace(/^```mermaid\n(.*?)^```$/gms, (_fence, source, at) =>
      diagram(page.replace(".md", `-${at}.svg`), source),
    );
  if (page === "README.md") return body;
  const [heading, title] = /^# (.*)\n+/.exec(body);
  const group = page.startsWith("docs/decisions/") ? "Decisions" : "Guides";
  return `---\ntitle: ${JSON.stringify(title.replaceAll("`", ""))}\ngroup: ${group}\n---\n${body.slice(heading.length)}`;
}

/** Returns a link's target on the site: relative for a page or a picture, which is copied, and on GitHub for any other file. */
function linkFrom(page, target) {
  const address = new URL(target, `${github}/blob/main/${page}`).href;
  const [path, anchor = ""] = address.replace(ON_GITHUB, "").split(/(?=#)/);
  const picture = path.endsWith(".svg") && path !== address;
  if (picture) write(path, readFileSync(join(root, path)));
  const file = picture ? path : pages.find((one) => one === path || one === `${path}/README.md`);
  if (file === undefined) return address;
  return file === page ? anchor : `${posix.relative(posix.dirname(page), file)}${anchor}`;
}

function diagram(file, source) {
  // Without the style sheet of a font, which an image does not load.
  write(file, renderMermaidSVG(source, { font: "Arial" }).replace(/@import .*/, ""));
  return `![Diagram](${posix.basename(file)})`;
}

function write(path, content) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

// `npm run docs:tables`: writes the tables of the documents from the code.
import { writeFileSync } from "node:fs";
import { documents } from "./documents.js";

for (const { path, generated } of documents()) writeFileSync(path, generated);

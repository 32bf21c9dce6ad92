export { env as ENVIRONMENT } from "node:process";
export { readConfigFiles } from "../../aws-config/config-files.js";

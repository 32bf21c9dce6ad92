import type { Logger } from "@smithy/types";

const silent = () => {};

/** For the AWS SDK, which otherwise writes to the console; also where a logger's class is `NoOpLogger`, so this has none. */
export const SILENT: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

import { expected, isDate, rejectUnknown } from "../text/expected.js";

// Checks, one for each kind of option. Each throws an error that names the option, and accepts `undefined`: the default.

/** A check for each option of a config: the only list of the names at run time. An option without a check does not compile. */
export type Schema<Config> = {
  readonly [Name in keyof Config]-?: (name: string, value: Config[Name]) => unknown;
};

/** The words of a message for a config, and for any of its options. */
export interface ConfigWords {
  readonly config: string;
  readonly option: string;
  /** Prefix of the options' names. */
  readonly path?: string;
}

/** The words of a message for a parameter `options`. */
export const OPTIONS: ConfigWords = { config: "options", option: "an option" };

/**
 * Checks the options of a config, each read once, and returns them.
 *
 * @throws TypeError or RangeError that names the option, what was expected and what came.
 */
export function checkedOptions<Config extends object>(
  what: string,
  config: Config,
  schema: Schema<Config>,
  words: ConfigWords = { config: "config", option: "an option" },
): Config {
  if (typeof config !== "object" || config === null) throw wrong(TypeError, words.config, what, config);
  rejectUnknown(words.option, config, Object.keys(schema));
  return checkedMembers(config, schema, words.path);
}

/**
 * Returns a copy of a config for a wait that starts later, because the caller may change the config before. A config that cannot
 * be copied is returned unchanged: its check fails when the wait starts.
 */
export function copied<Config>(config: Config): Config {
  if (typeof config !== "object" || config === null) return config;
  try {
    const copy: Partial<Config> = {};
    // Unlike a spread, this includes inherited options.
    for (const name in config) copy[name] = config[name];
    return copy as Config;
  } catch {
    return config;
  }
}

/** Returns the check of an option that has options of its own. */
export function nested<Config extends object>(schema: Schema<Config>, option: string): Check<Config> {
  return (config, value) => {
    if (value === undefined) return;
    const words = { config, option: `${option} of \`${config}\``, path: `${config}.` };
    checkedOptions("an object", value, schema, words);
  };
}

/** Checks the options of a config that may have other members, such as those of an AWS SDK config, and returns a copy. */
export function checkedMembers<Config extends object>(
  config: Config,
  schema: Schema<Config>,
  path = "",
): Config {
  const options = { ...config };
  for (const name of Object.keys(schema) as (keyof Config & string)[])
    schema[name](`${path}${name}`, options[name]);
  return options;
}

/** A check that returns nothing, because the option's value is used as it is. */
type Check<T> = (name: string, value: T | undefined) => void;

/** Returns the check of an option by a condition. */
export function matching<T>(wanted: string, holds: (value: T) => boolean): Check<T> {
  return (name, value) => {
    if (value !== undefined && !holds(value)) throw wrong(TypeError, name, wanted, value);
  };
}

/** Returns the check of an option that must have one of these values. */
export function oneOf<T extends string>(values: readonly T[]): Check<T> {
  return matching(values.map((one) => `"${one}"`).join(" or "), (value) => values.includes(value));
}

export function seconds(
  name: string,
  value: number | undefined,
  allow: { readonly orInfinity?: boolean; readonly orZero?: boolean } = {},
): number | undefined {
  if (value === undefined) return undefined;
  const wanted = `a ${allow.orZero ? "non-negative" : "positive"} number of seconds${allow.orInfinity ? " or Infinity" : ""}`;
  if (typeof value !== "number") throw wrong(TypeError, name, wanted, value);
  // The value must be finite in milliseconds too, because it is converted.
  const high = allow.orInfinity || 1000 * value < Number.POSITIVE_INFINITY;
  if (!high || !(allow.orZero ? value >= 0 : value > 0)) throw wrong(RangeError, name, wanted, value);
  return value;
}

export function wholeNumber(name: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return value;
  throw wrong(typeof value === "number" ? RangeError : TypeError, name, "a whole number, at least 1", value);
}

export const flag: Check<boolean> = /* @__PURE__ */ matching(
  "a boolean",
  (value) => typeof value === "boolean",
);

export const callable: Check<(...args: never) => unknown> = /* @__PURE__ */ matching(
  "a function",
  (value) => typeof value === "function",
);

// By shape: a signal of another realm, or of a polyfill, fails instanceof.
export const signal: Check<AbortSignal> = /* @__PURE__ */ matching(
  "an AbortSignal",
  (value: AbortSignal | null) => typeof value?.addEventListener === "function",
);

export function date(name: string, value: Date | undefined): Date | undefined {
  if (value === undefined) return undefined;
  if (!isDate(value)) throw wrong(TypeError, name, "a Date", value);
  if (Number.isNaN(value.getTime())) throw wrong(RangeError, name, "a valid Date", value);
  return value;
}

export function wrong(
  errorClass: typeof TypeError | typeof RangeError,
  name: string,
  wanted: string,
  got: unknown,
): Error {
  return new errorClass(expected(`\`${name}\``, wanted, got));
}

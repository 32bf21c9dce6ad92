/** This package's version, for the `user-agent`. A constant, because reading package.json needs Node. */
export const VERSION = "0.1.0";

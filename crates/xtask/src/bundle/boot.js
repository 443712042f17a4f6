/* Starts the app: the only script besides the one the compiler writes. */
import init from "SCRIPT";

/* The server's policy asks that whatever could run as code is looked at first. The framework sets
   its own fixed pieces of markup; nothing that carries code passes. */
const CODE = /<\/?(script|iframe|object|embed|base)\b|[\s"'/]on\w+\s*=|javascript:/i;
self.trustedTypes?.createPolicy("default", {
  createHTML: (markup) => (CODE.test(markup) ? null : markup),
});

init({ module_or_path: "WASM" });

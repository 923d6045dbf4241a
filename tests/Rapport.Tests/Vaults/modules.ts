// What the tests try of web/islands/vault, in one bundle.
export * from "../../../web/islands/vault/argon";
export * from "../../../web/islands/vault/bytes";
export * from "../../../web/islands/vault/doors";
export * from "../../../web/islands/vault/format";
export * from "../../../web/islands/vault/idle";
export * from "../../../web/islands/vault/items";
export * from "../../../web/islands/vault/keys";
export * from "../../../web/islands/vault/lifetime";
export * from "../../../web/islands/vault/manifest";
export * from "../../../web/islands/vault/search";
export * from "../../../web/islands/vault/takeout";
export * from "../../../web/islands/vault/vault";
export * from "../../../web/islands/vault/weakness";
export * from "../../../web/islands/vault/words";
export * from "../../../web/islands/vault/wraps";

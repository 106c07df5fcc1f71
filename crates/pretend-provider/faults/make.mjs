// Makes the decompression bombs of this folder: `node make.mjs`. All of them unpack to spaces, which JSON ignores.
import { writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const best = { level: 9 };
const mebibyte = Buffer.alloc(1 << 20, " ");
const gibibyte = Buffer.alloc(1 << 30, " ");
writeFileSync("spaces-1mib.gz", gzipSync(mebibyte, best));
writeFileSync("spaces-1gib.gz.gz", gzipSync(gzipSync(gibibyte, best), best));
writeFileSync("spaces-1gib.br", brotliCompressSync(gibibyte, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }));

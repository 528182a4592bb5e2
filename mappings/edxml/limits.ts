/** What a message may cost. Bytes unless said otherwise. */
export interface EdxmlLimits {
  /** Of a message, attachments as base64 included. */
  readonly message: number;
  /** Of what is left without the content of attachments. */
  readonly skeleton: number;
  /** Of all files together, as they are kept: unpacked. */
  readonly files: number;
  /** How many files. */
  readonly fileCount: number;
  /** How many times its size a zip may unpack to; the first megabyte is free. */
  readonly ratio: number;
}

const megabyte = 1024 * 1024;

/** A message of 300 MB of files has some 410 MB; the largest met have 390 kB (facts §3: no official bound). */
export const edxmlLimits: EdxmlLimits = {
  message: 450 * megabyte,
  skeleton: 4 * megabyte,
  files: 320 * megabyte,
  fileCount: 500,
  ratio: 100,
};

/** Bytes that are handled in one go: the event loop waits for no more than this, whatever they say. */
export const sliceBytes = 16 * 1024;

/** Of an XML document; nothing that a lawful message comes near to. */
export const xmlLimits = {
  depth: 64,
  elements: 10_000,
  /** Of an element. */
  attributes: 64,
  /** Bytes of a tag. */
  tag: 16 * 1024,
  /** Bytes of a value. */
  value: 128 * 1024,
} as const;

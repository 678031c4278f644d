/** Decodes whole characters, and refuses what is none. Never answers a replacement character for a bad byte. */
export interface StrictDecoder {
  readonly encoding: string;
  /** The text, or the index of the first byte that is no part of a character in this encoding. */
  decode(bytes: Buffer): { readonly text: string } | { readonly badAt: number };
}

/** Marks what legacy tables answer for bytes that no character has: C1 controls and private use. */
const notText = /[\u0080-\u009f\ue000-\uf8ff]/;

/** Makes a decoder for one of the encodings that `encodingName` knows. */
export function strictDecoder(encoding: string): StrictDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const legacy = !encoding.startsWith('utf-');

  function decoded(bytes: Buffer): string | undefined {
    try {
      const text = decoder.decode(bytes);
      return legacy && notText.test(text) ? undefined : text;
    } catch {
      return undefined;
    }
  }

  function firstBadByte(bytes: Buffer): number {
    // Streaming decodes accept a prefix that ends inside a character, so the shortest refused prefix is found by halving.
    let good = 0;
    let bad = bytes.length;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (acceptsPrefix(encoding, legacy, bytes.subarray(0, middle))) good = middle;
      else bad = middle;
    }
    for (let start = good; start > good - 4 && start > 0; start--) {
      if (decoded(bytes.subarray(0, start)) !== undefined) return start;
    }
    return 0;
  }

  return {
    encoding,
    decode(bytes) {
      const text = decoded(bytes);
      return text === undefined ? { badAt: firstBadByte(bytes) } : { text };
    },
  };
}

function acceptsPrefix(encoding: string, legacy: boolean, bytes: Buffer): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return !(legacy && notText.test(text));
  } catch {
    return false;
  }
}

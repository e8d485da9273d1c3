/** A stream of random numbers that a text decides (xorshift, FNV-1a): the same everywhere. */
export function randomOf(text) {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state |= 1;
  /** From 0 to below `count`. */
  const below = (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return count <= 1 ? 0 : (state >>> 0) % count;
  };
  for (let i = 0; i < 8; i++) below(2);
  return { below, of: (list) => list[below(list.length)] };
}
